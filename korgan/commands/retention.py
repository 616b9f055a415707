"""`korgan retention`: what the terms remove and what the law keeps."""

import dataclasses
import json
from uuid import UUID

import click

from korgan.intake.models import Appeal
from korgan.journal.clock import now
from korgan.keeping import actions, queries
from korgan.keeping import retention as keeping

BY = "system:command-line"


@click.group()
def retention() -> None:
    """Terms after which appeals are erased."""


@retention.command()
def report() -> None:
    """The terms in years, what is due now, and what is kept though its term is over, as JSON."""
    terms = {name: term._asdict() for name, term in queries.known_terms().items()}
    due = dataclasses.asdict(keeping.report(now()))
    click.echo(json.dumps({"terms": terms, "due": due}, indent=1))


@retention.command()
@click.option("--dry-run", is_flag=True, help="Remove nothing, tell what would be removed.")
def run(dry_run: bool) -> None:
    """Erase what is due, as the nightly job does, and print what went as JSON."""
    act = keeping.report if dry_run else keeping.run
    click.echo(json.dumps(dataclasses.asdict(act(now())), indent=1))


@retention.command()
@click.argument("number")
@click.option("--reason", required=True, help="Which court or investigation needs it.")
def hold(number: str, reason: str) -> None:
    """Keep an appeal whatever its term says."""
    actions.hold(appeal_of(number), reason, BY, now())
    click.echo(f"{number} is kept")


@retention.command()
@click.argument("number")
def lift(number: str) -> None:
    """Its term counts again."""
    actions.lift(appeal_of(number), BY, now())
    click.echo(f"{number} is kept no longer than its term")


def appeal_of(number: str) -> UUID:
    found = Appeal.objects.filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        raise click.ClickException(f"there is no appeal {number}")
    return found

"""`korgan retention`: what the terms remove and what the law keeps."""

import dataclasses
import json
from datetime import UTC, datetime

import click

from korgan.keeping import queries
from korgan.keeping import retention as keeping


@click.group()
def retention() -> None:
    """Terms after which appeals are erased."""


@retention.command()
def report() -> None:
    """The terms in years, what is due now, and what is kept though its term is over, as JSON."""
    terms = {name: term._asdict() for name, term in queries.known_terms().items()}
    due = dataclasses.asdict(keeping.report(datetime.now(UTC)))
    click.echo(json.dumps({"terms": terms, "due": due}, indent=1))


@retention.command()
@click.option("--dry-run", is_flag=True, help="Remove nothing, tell what would be removed.")
def run(dry_run: bool) -> None:
    """Erase what is due, as the nightly job does, and print what went as JSON."""
    act = keeping.report if dry_run else keeping.run
    click.echo(json.dumps(dataclasses.asdict(act(datetime.now(UTC))), indent=1))

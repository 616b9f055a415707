"""`korgan parked`: what could not be done after all its tries, and how it is tried once more."""

from collections.abc import Callable
from uuid import UUID

import click

from korgan.channels import parking as channels
from korgan.channels.actions import try_again
from korgan.journal import parking as journal
from korgan.worker import defer_steps

BY = "system:command-line"
LISTS: dict[str, Callable[[], list[journal.Found]]] = {
    "inbound": channels.inbound,
    "entry": journal.entries,
    "job": journal.jobs,
}
AGAIN: dict[str, Callable[[str], object]] = {
    "inbound": lambda key: try_again(UUID(key), BY),
    "entry": lambda key: journal.entry_again(int(key), defer_steps, BY),
    "job": lambda key: journal.job_again(int(key), BY),
}


@click.group(invoke_without_command=True)
@click.pass_context
def parked(context: click.Context) -> None:
    """What is parked: each with what it is, its id and why."""
    if context.invoked_subcommand is not None:
        return
    for what, found in LISTS.items():
        for one in found():
            click.echo(f"{what:<8} {one.id} {one.why}")


@parked.command()
@click.argument("what", type=click.Choice(list(AGAIN)))
@click.argument("ids", nargs=-1)
def again(what: str, ids: tuple[str, ...]) -> None:
    """Try again; all of them when no id is given."""
    for key in ids or [one.id for one in LISTS[what]()]:
        try:
            went = AGAIN[what](key)
        except Exception as reason:
            # Whatever it is that made it poison; the others go on.
            click.echo(f"{what} {key} stays parked: {type(reason).__name__}", err=True)
            continue
        click.echo(f"{what} {key} {'is tried again' if went else 'is not parked'}")

"""What `korgan backup` and `korgan restore` do once the database of the place answers."""

from korgan.wsgi import application as django  # first: it makes Django ready for what follows  # noqa: F401  # isort: skip

from pathlib import Path

import click
import psycopg
from django.db import DatabaseError, InterfaceError

from korgan.backup.loading import NotEmpty, TooOld
from korgan.backup.manifest import read_manifest
from korgan.backup.programs import NoProgram, ProgramFailed
from korgan.backup.restoring import MadeByNewer, restore
from korgan.backup.taking import PlaceTaken, take
from korgan.environment import read_environment

TOLD = (NotEmpty, TooOld, NoProgram, ProgramFailed, MadeByNewer, PlaceTaken, OSError)
AWAY = (psycopg.Error, DatabaseError, InterfaceError)


class InWords(click.Group):
    """Whatever stands in the way is said in one line."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except TOLD as reason:
            raise click.ClickException(str(reason)) from None
        except AWAY as reason:
            raise click.ClickException(f"the database does not answer: {reason}") from None


@click.group(cls=InWords)
def main() -> None:
    """Inside the place."""


@main.command("take")
@click.argument("target", type=click.Path(path_type=Path))
def take_one(target: Path) -> None:
    made = take(target, read_environment())
    click.echo(f"{target}: entries up to {made.seq}, {made.count} files, {made.bytes / 1e6:.1f} MB")
    if made.damaged:
        raise click.ClickException(f"the backup is whole but for {len(made.damaged)} originals that are gone or "
                                   f"changed: {', '.join(made.damaged[:10])}")  # fmt: skip


@main.command("restore")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--rehearsal", is_flag=True)
def restore_one(source: Path, rehearsal: bool) -> None:
    doubtful = restore(source, read_manifest(source), read_environment().database_url, is_rehearsal=rehearsal)
    click.echo(f"restored: {doubtful} outgoing parts may have been sent before; an operator decides about each")
    if rehearsal:
        click.echo("a rehearsal: channels to outside are closed here, so that they stay with whoever has them")


main(prog_name="korgan")

"""`korgan backup`: the database of one moment and all evidence, in a folder of their own; `--verify` checks one."""

from pathlib import Path

import click

from korgan.backup import place
from korgan.backup.checking import complaints
from korgan.environment import read_environment
from korgan.machine.postgres import CannotStart


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--verify", is_flag=True, help="Make nothing; check that the backup there is whole.")
def backup(folder: Path, verify: bool) -> None:
    """Make a backup at FOLDER, which must not exist; everything goes on meanwhile."""
    folder = folder.expanduser().absolute()
    if verify:
        return require_whole(folder)
    environment = read_environment()
    try:
        with place.at_hand(environment):
            ending = place.inside(environment, "take", str(folder))
    except (CannotStart, OSError) as reason:
        raise click.ClickException(str(reason)) from None
    raise SystemExit(ending)


def require_whole(folder: Path) -> None:
    if found := list(complaints(folder)):
        raise click.ClickException("\n".join(found))
    click.echo(f"{folder} is whole")

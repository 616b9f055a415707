"""`korgan restore`: a backup comes back into an empty place and begins a new epoch."""

from pathlib import Path

import click
import psycopg

from korgan.backup import place
from korgan.backup.checking import complaints
from korgan.backup.loading import NotEmpty
from korgan.backup.manifest import read_manifest
from korgan.environment import read_environment
from korgan.machine.lock import Held
from korgan.machine.postgres import CannotStart


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--rehearsal", is_flag=True, help="The old place lives on: close the channels to outside in this one.")
def restore(folder: Path, rehearsal: bool) -> None:
    """Restore the backup at FOLDER into this place, which must be empty (see KORGAN_DATA, KORGAN_DATABASE_URL)."""
    folder = folder.expanduser().absolute()
    if found := list(complaints(folder)):
        raise click.ClickException("nothing was restored: " + "\n".join(found))
    environment = read_environment()
    options = ["--rehearsal"] if rehearsal else []
    try:
        with place.ours_alone(environment):
            place.place_key(folder, environment, read_manifest(folder))
            ending = place.inside(environment, "restore", str(folder), *options)
    except (Held, NotEmpty, place.OtherKey, CannotStart, OSError) as reason:
        raise click.ClickException(str(reason)) from None
    except psycopg.Error as away:
        raise click.ClickException(f"the database does not answer: {away}") from None
    raise SystemExit(ending)

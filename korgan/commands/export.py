"""`korgan export`: a package of an appeal with its evidence, which `korgan verify` checks anywhere."""

import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkstemp

import click

from korgan.intake.models import Appeal
from korgan.packaging.writing import export as begin
from korgan.packaging.writing import our_fingerprint, package

BY = "system:command-line"


@click.command()
@click.argument("appeal")
@click.option("--to", "folder", type=click.Path(file_okay=False, exists=True, path_type=Path), default=".")
def export(appeal: str, folder: Path) -> None:
    """Export APPEAL, named by its number, into a zip; the export is an entry in its journal."""
    row = Appeal.objects.filter(number=appeal).first()
    if row is None:
        raise click.ClickException(f"there is no appeal {appeal}")
    path = folder / f"{row.number}.zip"
    if path.exists():
        raise click.ClickException(f"{path} is there already")
    try:
        write_whole(path, package(begin(row.pk, BY, reads_notes=True)))
    except OSError as reason:
        raise click.ClickException(f"{path} was not made: {reason}") from None
    click.echo(f"{path}, sealed by {our_fingerprint()}")


def write_whole(path: Path, chunks: Iterable[bytes]) -> None:
    """The file appears under its name when all of it is on disk, or not at all."""
    descriptor, half = mkstemp(dir=path.parent, prefix=f"{path.name}.", suffix=".half")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        Path(half).rename(path)
    finally:
        Path(half).unlink(missing_ok=True)

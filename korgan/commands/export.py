"""`korgan export`: a package of an appeal with its evidence, which `korgan verify` checks anywhere."""

import os
from pathlib import Path

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
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in package(begin(row.pk, BY)):
                file.write(chunk)
    except FileExistsError:
        raise click.ClickException(f"{path} is there already") from None
    click.echo(f"{path}, sealed by {our_fingerprint()}")

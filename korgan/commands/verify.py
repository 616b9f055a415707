"""`korgan verify`: whether a package is as it was made. Needs no database and no settings."""

from pathlib import Path

import click

from korgan.packaging.verifying import verify as judge


@click.command()
@click.argument("package", type=click.Path(exists=True, path_type=Path))
@click.option("--key", default="", help="The fingerprint that the department has published; another seal is refused.")
def verify(package: Path, key: str) -> None:
    """Check PACKAGE, a zip or a folder: nothing changed, missing or added. Exit 1 when it is not whole."""
    verdict = judge(package)
    if key and verdict.key != key:
        verdict.wrong.append(f"it is sealed by {verdict.key or 'nobody'}, not by {key}")
    for fault in verdict.wrong:
        click.echo(f"NOT WHOLE: {fault}", err=True)
    if verdict.wrong:
        raise SystemExit(1)
    for lost in verdict.lost:
        click.echo(f"LOST before the package was made: the original {lost}", err=True)
    click.echo(f"whole: appeal {verdict.number}, {verdict.files} files, sealed by {verdict.key}")

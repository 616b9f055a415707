"""`korgan demo`: a made-up region to try everything on."""

import click

from korgan.demo.actions import NotOurs, load
from korgan.demo.cast import PASSWORD, STAFF


@click.command()
@click.option("--force", is_flag=True, help="Load it beside the appeals of another department.")
def demo(force: bool) -> None:
    """Load the region of Köksai with its staff, units and answers; running it again changes nothing."""
    try:
        load(force=force)
    except NotOurs as trouble:
        raise click.ClickException(str(trouble)) from None
    click.echo("The region of Köksai is loaded. Everybody signs in with the password " + PASSWORD + ":")
    for staff in STAFF:
        click.echo(f"  {staff.username:<12}{staff.role:<12}{staff.name}, {staff.area}")

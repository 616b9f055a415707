import click
from django.core.management import call_command

from korgan.commands.starting import require_restored
from korgan.territory.years import bring_calendars
from korgan.triage.putting import bring_release


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; fail when a model has no migration.")
def migrate(check: bool) -> None:
    """Bring the database to the shape this version needs."""
    if check:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    else:
        require_restored()
        call_command("migrate", verbosity=1, interactive=False)
        bring_release()
        bring_calendars()

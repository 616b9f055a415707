import click
from django.db import DatabaseError, InterfaceError

from korgan.journal.restoring import HalfRestored, is_half_restored


def require_restored() -> None:
    """Nothing starts on half a restore."""
    try:
        if is_half_restored():
            raise click.ClickException(str(HalfRestored()))
    except (DatabaseError, InterfaceError) as away:
        raise click.ClickException(f"the database does not answer: {away}") from None

"""`korgan staff add`: a sign-in for a staff member and the role he holds for an area."""

import click
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import translation

from korgan.commands.roles import roles
from korgan.people.actions import add_staff, grant
from korgan.people.factors import reset_factors
from korgan.people.lockout import unlock
from korgan.people.models import RoleKind, User
from korgan.territory.models import Area

BY = "system:command-line"


@click.group()
def staff() -> None:
    """People who work with Korgan."""


staff.add_command(roles)


@staff.command()
@click.argument("username")
@click.option("--name", required=True, help="As colleagues know him.")
@click.option("--number", default="", help="The personal number a citizen sees.")
@click.option("--role", type=click.Choice(RoleKind.values), required=True)
@click.option("--area", required=True, help="Code of the area the role is held for.")
@click.option("--language", type=click.Choice(["kk", "ru", "uk", "en"]), default="ru")
@click.password_option(help="Asked for when it is not given.")
def add(username: str, name: str, number: str, role: str, area: str, language: str, password: str) -> None:
    """Add a sign-in and grant a role."""
    held_for = Area.objects.filter(code=area, valid_to__isnull=True).order_by("id").first()
    if held_for is None:
        raise click.ClickException(f"no area has the code {area}; `korgan areas import` brings areas in")
    if User.objects.filter(username=username).exists():
        raise click.ClickException(f"{username} is taken")
    require_strong(password)
    try:
        user = add_staff(username, password, name=name, number=number, language=language, by=BY)
    except IntegrityError as error:
        raise click.ClickException(f"{username} is taken") from error
    grant(user, role, held_for, BY)
    click.echo(f"{username}: {role} for {held_for.names['ru']}")


def require_strong(password: str) -> None:
    try:
        with translation.override("en"):
            validate_password(password)
    except ValidationError as weak:
        raise click.ClickException(f"the password is too weak: {' '.join(weak.messages)}") from weak


@staff.command(name="unlock")
@click.argument("username")
def open_the_door(username: str) -> None:
    """Let somebody try again at once after too many wrong passwords or codes."""
    unlock(named(username), BY)
    click.echo(f"{username}: may sign in")


@staff.command(name="reset-factors")
@click.argument("username")
def lose_factors(username: str) -> None:
    """Take away a lost authenticator, passkeys and recovery codes; the password stays."""
    reset_factors(named(username), BY)
    click.echo(f"{username}: has no second factor")


def named(username: str) -> User:
    found = User.objects.filter(username=username).first()
    if found is None:
        raise click.ClickException(f"nobody is called {username}")
    return found

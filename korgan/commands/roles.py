"""`korgan staff role`: what somebody may do where, from when and until when."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import click

from korgan.journal import clock
from korgan.people.actions import end as end_role
from korgan.people.actions import grant as grant_role
from korgan.people.models import Role, RoleKind, User
from korgan.territory.models import Area

BY = "system:command-line"
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d"]


@click.group(name="role")
def roles() -> None:
    """Roles people hold for areas."""


@roles.command()
@click.argument("username")
@click.option("--role", type=click.Choice(RoleKind.values), required=True)
@click.option("--area", required=True, help="Code of the area the role is held for.")
@click.option("--from", "begins", type=click.DateTime(FORMATS), help="By the area's clock; now when it is not given.")
@click.option("--until", "ends", type=click.DateTime(FORMATS), help="By the area's clock; without an end otherwise.")
def grant(username: str, role: str, area: str, begins: datetime | None, ends: datetime | None) -> None:
    """Let somebody hold a role for an area and all below it."""
    held_for = area_of(area)
    valid_from, valid_to = in_zone(begins, held_for), in_zone(ends, held_for)
    if valid_to is not None and valid_to <= (valid_from or clock.now()):
        raise click.ClickException("the role would end before it begins")
    grant_role(user_of(username), role, held_for, BY, valid_from, valid_to)
    click.echo(f"{username}: {role} for {held_for.names['ru']}")


@roles.command()
@click.argument("username")
@click.option("--role", type=click.Choice(RoleKind.values), required=True)
@click.option("--area", required=True, help="Code of the area the role is held for.")
def end(username: str, role: str, area: str) -> None:
    """Take a role away now, also one that has not begun; open screens close within seconds."""
    held = Role.objects.filter(user=user_of(username), role=role, area=area_of(area))
    ending = [one for one in held if one.valid_to is None or one.valid_to > clock.now()]
    if not ending:
        raise click.ClickException(f"{username} does not hold this role")
    for one in ending:
        end_role(one, BY, clock.now())
    click.echo(f"{username}: no more {role}")


def user_of(username: str) -> User:
    found = User.objects.filter(username=username).first()
    if found is None:
        raise click.ClickException(f"nobody signs in as {username}")
    return found


def area_of(code: str) -> Area:
    found = Area.objects.filter(code=code, valid_to__isnull=True).order_by("id").first()
    if found is None:
        raise click.ClickException(f"no area has the code {code}; `korgan areas import` brings areas in")
    return found


def in_zone(at: datetime | None, area: Area) -> datetime | None:
    """What the area's own clocks would show; of an area without a zone the nearest one above."""
    here: Area | None = area
    while here is not None and not here.timezone:
        here = here.parent
    zone = ZoneInfo(here.timezone) if here else UTC
    return at.replace(tzinfo=zone) if at else None

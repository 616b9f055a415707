"""Loads the made-up region. Loading it again changes nothing; a database of a real department is left alone."""

from datetime import date

from django.db import transaction

from korgan.channels.actions import add_account
from korgan.channels.models import Account
from korgan.demo import backdrop, territory
from korgan.demo.answers import TEMPLATES
from korgan.demo.cast import PASSWORD, STAFF, UNITS
from korgan.demo.plan import corner
from korgan.dispatch.models import Unit
from korgan.intake.models import Appeal
from korgan.journal.clock import now
from korgan.people.actions import add_staff, grant
from korgan.people.models import User
from korgan.reply.models import Template
from korgan.reply.templates import add_template
from korgan.territory.actions import import_areas, lay_backdrop, open_desk
from korgan.territory.geojson import Feature
from korgan.territory.models import Area, Desk
from korgan.territory.versions import area_by_code
from korgan.territory.years import bring_calendars

BY = "system:demo"
SINCE = date(2020, 1, 1)
DEPARTMENT = f"department:{territory.DEPARTMENT_CODE}"


class NotOurs(Exception):
    """This database holds appeals of a real department: the demo does not mix with them."""


@transaction.atomic
def load(*, force: bool = False) -> None:
    """Areas, desks, backdrop, staff, units, answers and the app's account of the made-up region."""
    if not force and Appeal.objects.exclude(department__code=territory.DEPARTMENT_CODE).exists():
        raise NotOurs("this database holds appeals of another department; --force loads the demo all the same")
    load_areas()
    bring_calendars(BY)
    desks = load_desks()
    load_staff()
    load_units(desks[f"district:{territory.TOWN_CODE}"])
    for answer in TEMPLATES:
        if not Template.objects.filter(code=answer.code).exists():
            add_template(answer.code, None, answer.wording, BY)
    if not Account.objects.filter(name="app").exists():
        add_account("app", "app", area(DEPARTMENT), desks[DEPARTMENT], {}, {}, BY)


def load_areas() -> None:
    put(territory.region(), "region", None)
    put(territory.department(), "department", f"region:{territory.REGION_CODE}")
    put(territory.districts(), "district", DEPARTMENT)
    put(territory.precincts(), "precinct", f"district:{territory.TOWN_CODE}")
    lay_backdrop(area(DEPARTMENT), backdrop.features())


def put(features: list[Feature], kind: str, parent: str | None) -> None:
    import_areas(
        features,
        kind=kind,
        parent=parent,
        properties=territory.PROPERTIES,
        valid_from=SINCE,
        by=BY,
        timezone=territory.TIMEZONE if kind == "department" else "",
    )


def load_desks() -> dict[str, Desk]:
    """The desks by kind:code of their area."""
    return {
        station.area: open_desk(area(station.area), station.kind, station.names, *station.place, by=BY)
        for station in territory.stations()
    }


def load_staff() -> None:
    for staff in STAFF:
        user = User.objects.filter(username=staff.username).first() or add_staff(
            staff.username, PASSWORD, name=staff.name, number=staff.number, language=staff.language, by=BY
        )
        grant(user, staff.role, area(staff.area), BY)


def load_units(desk: Desk) -> None:
    for crew in UNITS:
        lon, lat = corner(crew.column, crew.row)
        place = {"kind": crew.kind, "names": crew.names, "desk": desk, "lon": lon, "lat": lat}
        Unit.objects.get_or_create(callsign=crew.callsign, defaults=place)


def area(code: str) -> Area:
    return area_by_code(code, now().date())

from datetime import date
from typing import Any

import pytest
from django.db import connection

from korgan.channels.models import Account
from korgan.demo.actions import load
from korgan.demo.cast import PASSWORD
from korgan.demo.plan import corner
from korgan.demo.tests.test_ground import FALLBACK
from korgan.dispatch.models import Unit
from korgan.journal import clock
from korgan.journal.models import Entry
from korgan.people.models import User
from korgan.people.queries import staff_of
from korgan.reply.models import Template
from korgan.territory import queries
from korgan.territory.models import Area, Desk
from korgan.territory.timetable import known

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_stat_user_tables")
        tables = [name for (name,) in cursor.fetchall()]
        counted = {}
        for table in tables:
            cursor.execute(f'select count(*) from "{table}"')
            counted[table] = cursor.fetchone()[0]
    return counted


def test_loading_it_again_changes_nothing() -> None:
    load()
    before, passwords = rows(), list(User.objects.values_list("password", flat=True).order_by("pk"))
    load()
    assert rows() == before
    assert list(User.objects.values_list("password", flat=True).order_by("pk")) == passwords
    assert (Unit.objects.count(), Area.objects.filter(kind="precinct").count(), Desk.objects.count()) == (14, 16, 14)


def test_a_point_on_krepostnaya_is_located_in_podgora_for_the_towns_duty_unit() -> None:
    load()
    queries.refresh()
    found = queries.locate(*corner(460, 520), 12, fallback=FALLBACK)
    assert found.reason == "inside"
    assert queries.names_of_area(found.area or 0)["ru"] == "УПП-8 Подгора"
    assert queries.names_of_desk(found.desk)["ru"] == "Дежурная часть · город Көксай"
    assert (found.department_code, found.timezone) == ("KKS", "Asia/Almaty")


def test_the_cast_sees_what_it_should() -> None:
    load()
    queries.refresh()
    town, elsewhere = Area.objects.get(code="KKS-13").pk, Area.objects.get(code="KKS-01").pk
    sees = {user.username: staff.areas for user in User.objects.all() if (staff := staff_of(user))}
    assert {town, elsewhere} <= sees["chief"] & sees["operator"]
    assert town in sees["omarov"]
    assert elsewhere not in sees["omarov"]
    assert sees["bekova"] == {Area.objects.get(code="KKS-13-08").pk}
    assert User.objects.get(username="operator").check_password(PASSWORD)


def test_the_law_knows_the_holidays_of_this_and_the_next_year() -> None:
    load()
    working = known().days["KZ"]
    year = clock.now().year
    assert all(working[date(one, 12, 16)] is False for one in (year, year + 1)), "Independence Day"


def test_the_app_has_an_account_and_operators_have_ready_answers() -> None:
    load()
    account = Account.objects.get(name="app")
    assert (account.kind, account.department.code, account.desk.kind) == ("app", "KKS", "operations_centre")
    for template in Template.objects.all():
        assert set(template.texts) == {"kk", "ru", "uk", "en"}


def test_the_map_of_a_department_has_its_areas_and_its_backdrop() -> None:
    load()
    queries.refresh()
    department = Area.objects.get(kind="department")
    drawn = queries.areas_geojson(department.pk)
    assert len(drawn["features"]) == 1 + 13 + 16
    precinct = Area.objects.get(code="KKS-13-08").pk
    assert queries.backdrop(precinct) == queries.backdrop(department.pk)
    assert len(queries.backdrop(precinct)["features"]) > 50


def test_areas_and_desks_are_written_to_the_journal() -> None:
    load()
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert {"AreasImported", "RoleGranted"} <= kinds
    assert set(Entry.objects.values_list("by", flat=True)) == {"system:demo"}

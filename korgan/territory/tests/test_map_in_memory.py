"""The tree that a process keeps: made once, made anew by an edition or a day, never in the way of an appeal."""

import threading
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import OperationalError
from django.db.models import F
from pytest_django import DjangoAssertNumQueries

from korgan.territory import queries
from korgan.territory.models import Area, Desk, Edition
from korgan.territory.tests.squares import FALLBACK, NAMES, square

pytestmark = pytest.mark.django_db
INSIDE = (0.5, 50.5)


def add(kind: str, code: str, parent: Area | None, **more: Any) -> Area:
    return Area.objects.create(
        kind=kind, code=code, parent=parent, names=NAMES, **{"valid_from": date(2020, 1, 1), **more}
    )


@pytest.fixture(autouse=True)
def district() -> Area:
    department = add("department", "WST", None, geometry=square(0, 50, 2), timezone="Asia/Almaty")
    Desk.objects.create(area=department, kind="operations_centre", names=NAMES)
    district = add("district", "A", department, geometry=square(0, 50))
    Desk.objects.create(area=district, kind="duty_unit", names=NAMES)
    Edition.objects.create(number=1)
    queries.refresh()
    return district


def area_at(place: tuple[float, float]) -> int | None:
    return queries.locate(*place, None, fallback=FALLBACK).area


def a_second_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "CHECKED_EVERY_S", 0.0)


def test_looking_up_asks_the_database_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    area_at(INSIDE)
    with django_assert_num_queries(0):
        for _ in range(100):
            area_at(INSIDE)


def test_an_unchanged_edition_costs_one_query_a_second(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    area_at(INSIDE)
    a_second_later(monkeypatch)
    with django_assert_num_queries(1):
        area_at(INSIDE)


def test_a_new_edition_is_seen_within_a_second(monkeypatch: pytest.MonkeyPatch, district: Area) -> None:
    assert area_at(INSIDE) == district.pk
    precinct = add("precinct", "P", district, geometry=square(0, 50))
    Edition.objects.update(number=F("number") + 1)
    assert area_at(INSIDE) == district.pk
    a_second_later(monkeypatch)
    assert area_at(INSIDE) == precinct.pk


def test_an_area_begins_on_its_day_without_a_new_edition(monkeypatch: pytest.MonkeyPatch, district: Area) -> None:
    precinct = add("precinct", "P", district, geometry=square(0, 50), valid_from=date(2031, 1, 1))
    Edition.objects.update(number=F("number") + 1)
    queries.refresh()
    assert area_at(INSIDE) == district.pk

    midnight_in_almaty = datetime(2030, 12, 31, 19, 0, tzinfo=UTC)
    monkeypatch.setattr(queries, "nearly", lambda: midnight_in_almaty)
    a_second_later(monkeypatch)
    assert area_at(INSIDE) == precinct.pk


def test_a_failing_database_leaves_the_map_as_it_was(
    monkeypatch: pytest.MonkeyPatch, district: Area, caplog: pytest.LogCaptureFixture
) -> None:
    assert area_at(INSIDE) == district.pk

    def away() -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(queries, "_edition", away)
    queries.refresh()
    assert area_at(INSIDE) == district.pk
    assert "the map stays as it is" in caplog.text


def test_without_any_map_the_accounts_own_desk_takes_the_appeal(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away() -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(queries, "_edition", away)
    monkeypatch.setattr(queries, "_kept", None)
    found = queries.locate(*INSIDE, None, fallback=FALLBACK)
    assert (found.desk, found.department_code, found.reason) == (999, "OWN", "fallback")
    assert "locating failed" in caplog.text


def test_while_one_thread_makes_the_tree_the_others_use_the_old_one(
    monkeypatch: pytest.MonkeyPatch, district: Area
) -> None:
    area_at(INSIDE)
    making, done = threading.Event(), threading.Event()

    def slowly() -> Any:
        making.set()
        done.wait(10)
        return queries._kept

    monkeypatch.setattr(queries, "_looked_again", slowly)
    queries.refresh()
    slow = threading.Thread(target=area_at, args=(INSIDE,))
    slow.start()
    assert making.wait(10)
    assert area_at(INSIDE) == district.pk
    done.set()
    slow.join()


def test_the_tree_answers_who_is_above_and_below(district: Area) -> None:
    department = district.parent
    assert department is not None
    assert queries.ancestors(district.pk) == (district.pk, department.pk)
    assert queries.descendants(department.pk) == {department.pk, district.pk}
    assert queries.desks_in(queries.descendants(district.pk)) == {Desk.objects.get(area=district).pk}
    assert queries.descendants(123456) == {123456}
    assert queries.ancestors(123456) == ()


def test_names_of_a_closed_desk_are_still_known(district: Area) -> None:
    closed = Desk.objects.create(area=district, kind="operations_centre", names=NAMES, is_open=False)
    assert queries.names_of_desk(closed.pk) == NAMES
    assert queries.names_of_area(district.pk) == NAMES


def test_the_map_for_the_console_has_one_query(
    district: Area, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add("precinct", "OLD", district, geometry=square(0, 50), valid_to=date(2021, 1, 1))
    area_at(INSIDE)
    assert district.parent_id is not None
    with django_assert_num_queries(1):
        drawn = queries.areas_geojson(district.parent_id)
    assert [feature["properties"]["code"] for feature in drawn["features"]] == ["WST", "A"]
    assert queries.backdrop(district.pk) == {"type": "FeatureCollection", "features": []}

import functools
import json
import math
from datetime import date
from typing import Any

import pytest

from korgan.journal.models import Entry
from korgan.territory import queries
from korgan.territory.actions import ImportReport, WrongDay, end_area, import_areas, open_desk
from korgan.territory.geojson import BadGeoJSON, read_features
from korgan.territory.models import Area
from korgan.territory.survey import Properties
from korgan.territory.tests.squares import FALLBACK, NAMES, square
from korgan.territory.versions import NoSuchArea, area_by_code

pytestmark = pytest.mark.django_db

YEAR = date(2026, 1, 1)
PROPERTIES = Properties("CODE", {"ru": "RU", "kk": "KK"})
BOW_TIE = {"type": "Polygon", "coordinates": [[[0, 50], [1, 51], [1, 50], [0, 51], [0, 50]]]}


def row(code: Any, geometry: Any, name: str = "Северный") -> dict[str, Any]:
    return {"type": "Feature", "properties": {"CODE": code, "RU": name, "KK": "Солтүстік"}, "geometry": geometry}


def put(*rows: dict[str, Any], kind: str = "district", parent: str | None = "WST", **more: Any) -> ImportReport:
    features = read_features(json.dumps({"type": "FeatureCollection", "features": rows}))
    arguments = {"properties": PROPERTIES, "valid_from": YEAR, "by": "system:test", **more}
    report = import_areas(features, kind=kind, parent=parent, **arguments)
    queries.refresh()
    return report


def words(report: ImportReport) -> list[str]:
    return [str(finding) for finding in report.findings]


@pytest.fixture(autouse=True)
def department() -> Area:
    put(row("WST", square(0, 50, 4)), kind="department", parent=None, timezone="Asia/Almaty")
    area = Area.objects.get(code="WST")
    open_desk(area, "operations_centre", NAMES, 1.0, 50.5, by="system:test")
    return area


def desk_at(lon: float, lat: float) -> int | None:
    return queries.locate(lon, lat, None, fallback=FALLBACK).area


def test_districts_are_imported_with_their_names_and_an_entry(department: Area) -> None:
    report = put(row("A", square(0, 50, 2)), row("B", square(2, 50, 2)))
    assert report.added == ["A", "B"]
    assert report.findings == []
    area = Area.objects.get(code="A")
    assert area.parent == department
    assert area.names == {"kk": "Солтүстік", "ru": "Северный", "uk": "Северный", "en": "Северный"}
    assert desk_at(1, 50.5) == area.pk
    entry = Entry.objects.latest("seq")
    assert (entry.kind, entry.facts, entry.topics) == ("AreasImported", {"version": report.edition}, ["all"])


def test_the_same_file_again_changes_nothing() -> None:
    first = put(row("A", square(0, 50, 2)))
    again = put(row("A", square(0, 50, 2)), valid_from=date(2026, 5, 1))
    assert (again.unchanged, again.added, again.edition) == (["A"], [], None)
    assert first.edition is not None
    assert Area.objects.filter(code="A").count() == 1


def test_a_known_code_replaces_by_validity_and_keeps_the_desk() -> None:
    put(row("A", square(0, 50, 2)))
    old = Area.objects.get(code="A")
    desk = open_desk(old, "duty_unit", NAMES, 0.5, 50.5, by="system:test")
    report = put(row("A", square(0, 50, 3)), valid_from=date(2026, 6, 1))
    assert report.replaced == ["A"]
    old.refresh_from_db()
    assert (old.valid_to, old.geometry) == (date(2026, 6, 1), square(0, 50, 2))
    found = queries.locate(2.5, 50.5, None, fallback=FALLBACK)
    assert (found.area, found.desk) == (Area.objects.get(code="A", valid_to=None).pk, desk.pk)
    assert old.pk in queries.descendants(found.area or 0)


def test_a_version_cannot_begin_on_the_day_of_the_one_it_replaces() -> None:
    put(row("A", square(0, 50, 2)))
    report = put(row("A", square(0, 50, 3)))
    assert words(report) == [
        "version: feature 1 A: a version that begins on 2026-01-01 stands already, give a later day"
    ]
    assert report.refused == 1


def test_a_district_is_split_in_two() -> None:
    put(row("A", square(0, 50, 2)))
    whole = end_area("A", date(2026, 7, 1), by="system:test")
    put(row("A1", square(0, 50)), row("A2", square(1, 50)), valid_from=date(2026, 7, 1))
    assert desk_at(0.5, 50.5) == Area.objects.get(code="A1").pk
    assert desk_at(1.5, 50.5) == Area.objects.get(code="A2").pk
    assert whole.pk in queries.descendants(area_by_code("WST", YEAR).pk)
    with pytest.raises(WrongDay, match="begins on 2026-07-01, so it cannot end on 2026-07-01"):
        end_area("A1", date(2026, 7, 1), by="system:test")


def test_an_invalid_geometry_is_reported_with_its_reason_and_left_out() -> None:
    report = put(row("A", BOW_TIE), row("B", square(2, 50, 2)))
    assert words(report) == ["invalid: feature 1 A: Self-intersection[0.5 50.5]; --mend (Mend shapes) repairs it"]
    assert (report.added, report.refused) == (["B"], 1)


def test_mending_keeps_the_polygons_of_an_invalid_geometry() -> None:
    report = put(row("A", BOW_TIE), mend=True)
    assert words(report) == ["mended: feature 1 A: Self-intersection[0.5 50.5], mended"]
    assert report.added == ["A"]
    geometry = Area.objects.get(code="A").geometry
    assert geometry is not None
    assert geometry["type"] == "MultiPolygon"


def test_an_overlap_of_siblings_is_told_with_its_share() -> None:
    report = put(row("A", square(0, 50, 2)), row("B", square(1.5, 50, 1)), row("C", square(2.49999, 50, 1.5)))
    assert words(report) == ["overlap: A: covers 50.0% of the same ground as B"]
    assert report.added == ["A", "B", "C"]


def test_an_overlap_with_a_sibling_of_an_earlier_import_is_told_too() -> None:
    put(row("A", square(0, 50, 2)))
    assert words(put(row("B", square(1, 50, 2)))) == ["overlap: A: covers 50.0% of the same ground as B"]


def test_an_area_outside_its_parent_is_told() -> None:
    assert words(put(row("A", square(3, 50, 2)))) == ["outside: feature 1 A: 50.0% of it lies outside its parent"]


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (row(None, square(0, 50)), "lacking: feature 1: no code in the property CODE"),
        (
            row("A", square(0, 50), name="") | {"properties": {"CODE": "A"}},
            "lacking: feature 1 A: no name in the properties RU, KK",
        ),
        (row("A", None), "invalid: feature 1 A: it has no geometry"),
        (
            row("A", {"type": "Point", "coordinates": [0, 50]}),
            "invalid: feature 1 A: a Polygon or MultiPolygon is needed, not Point",
        ),
        (
            row("A", square(7_600_000, 50)),
            "invalid: feature 1 A: 7.6e+06, 50 is no lon, lat in degrees; is the file in WGS 84?",
        ),
        (
            row("A", {"type": "Polygon", "coordinates": "x"}),
            "invalid: feature 1 A: its coordinates are not lists of lon, lat",
        ),
        (
            row("A", {"type": "Polygon", "coordinates": [[[0, 50], [1, 50]]]}),
            "invalid: feature 1 A: its coordinates are not rings of lon, lat, four positions or more each",
        ),
        (row("A", {"type": "MultiPolygon", "coordinates": []}), "invalid: feature 1 A: its geometry is empty"),
    ],
)
def test_a_feature_that_cannot_be_used_is_told_and_the_others_are_imported(bad: dict[str, Any], told: str) -> None:
    report = put(bad, row("B", square(2, 50, 2)))
    assert words(report) == [told]
    assert report.added == ["B"]


def wrapped(inner: list[Any], _: int) -> list[Any]:
    return [inner]


@pytest.mark.parametrize(
    "coordinates",
    [
        [[[10**400, 50], [1, 50], [1, 51]]],
        [[[math.nan, 50], [1, 50], [1, 51]]],
        functools.reduce(wrapped, range(700), [0, 0]),
    ],
    ids=["a number beyond all measure", "not a number", "lists in lists in lists"],
)  # fmt: skip
def test_coordinates_made_to_break_the_reader_are_told(coordinates: list[Any]) -> None:
    report = put(row("A", {"type": "Polygon", "coordinates": coordinates}), row("B", square(2, 50, 2)))
    assert [finding.what for finding in report.findings] == ["invalid"]
    assert report.added == ["B"]


def test_a_name_with_characters_that_cannot_be_stored_loses_only_them() -> None:
    put(row("A\0", square(2, 50, 2), name="Се\ud800вер\0"))
    assert Area.objects.get(code="A").names["ru"] == "Север"


def test_a_code_that_stands_twice_is_not_used_at_all() -> None:
    report = put(row("A", square(0, 50)), row("A", square(1, 50)))
    assert [finding.what for finding in report.findings] == ["duplicate", "duplicate"]
    assert report.added == []


def test_parents_are_found_by_code_in_the_row() -> None:
    put(row("A", square(0, 50, 2)))
    there, nowhere = row("P1", square(0, 50)), row("P2", square(1, 50))
    there["properties"]["UP"], nowhere["properties"]["UP"] = "A", "?"
    report = put(there, nowhere, kind="precinct", properties=Properties("CODE", {"ru": "RU"}, "UP"), parent=None)
    assert report.added == ["P1"]
    assert words(report) == ["parent: feature 2 P2: no area in force on 2026-01-01 has the code ?"]


def test_an_area_stands_under_a_wider_one_only() -> None:
    put(row("A", square(0, 50, 2)))
    report = put(row("B", square(0, 50)), parent="A")
    assert words(report) == ["parent: feature 1 B: a district cannot stand under a district (A)"]


def test_a_code_of_two_kinds_asks_for_the_kind() -> None:
    put(row("WST", square(0, 50, 2)))
    with pytest.raises(NoSuchArea, match="say one of department:WST, district:WST"):
        area_by_code("WST", YEAR)
    assert area_by_code("district:WST", YEAR).kind == "district"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "this is not JSON"),
        (b"\xff\xfe\x00", "this is not JSON"),
        ("[" * 100_000, "this is not JSON"),
        ("[]", "this is not a GeoJSON FeatureCollection"),
        ('{"type": "FeatureCollection"}', "there are no features in it"),
        ('{"type": "FeatureCollection", "features": [7]}', "feature 1 is not an object"),
        ('{"type": "FeatureCollection", "features": [{"properties": [1]}]}', "properties of feature 1"),
        ('{"type": "FeatureCollection", "crs": {"name": "EPSG:3857"}, "features": []}', "save it in WGS 84"),
    ],
)
def test_a_file_that_is_no_map_is_refused_in_one_line(text: str | bytes, told: str) -> None:
    with pytest.raises(BadGeoJSON, match=told) as trouble:
        read_features(text)
    assert "\n" not in str(trouble.value)

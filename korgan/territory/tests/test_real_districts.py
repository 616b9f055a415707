"""The real map of a country, read from outside the project; skipped where it is not at hand."""

import time
from datetime import date
from pathlib import Path

import pytest

from korgan.territory import queries
from korgan.territory.actions import ImportReport, import_areas
from korgan.territory.geojson import read_features
from korgan.territory.models import Area
from korgan.territory.survey import Properties
from korgan.territory.tests.squares import FALLBACK, NAMES

GEO = Path(__file__).resolve().parents[4] / "shared" / "data" / "geo"
KAZAKHSTAN = GEO / "kz_adm2_2024.geojson"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not KAZAKHSTAN.exists(), reason="the real districts are not in ../shared/data"),
]
PROPERTIES = Properties("KATO", {"kk": "ADM2_KK", "ru": "ADM2_RU", "en": "ADM2_EN"})


def put(path: Path, properties: Properties, *, mend: bool = False) -> ImportReport:
    Area.objects.get_or_create(kind="country", code="X", defaults={"names": NAMES, "valid_from": date(2020, 1, 1)})
    return import_areas(
        read_features(path.read_bytes()),
        kind="district",
        parent="country:X",
        properties=properties,
        valid_from=date(2024, 1, 1),
        by="system:test",
        mend=mend,
    )


def test_224_districts_are_imported_in_under_ten_seconds_and_the_broken_one_is_told() -> None:
    began = time.monotonic()
    report = put(KAZAKHSTAN, PROPERTIES)
    assert time.monotonic() - began < 10
    assert len(report.added) == 223
    invalid = [finding for finding in report.findings if finding.what == "invalid"]
    assert [str(finding).split("[")[0] for finding in invalid] == [
        f"invalid: feature 46 {invalid[0].code}: Self-intersection"
    ]
    queries.refresh()
    petropavl = queries.tree().leaves.at(69.15, 54.87)
    assert [queries.names_of_area(area)["ru"] for area in petropavl]
    assert queries.locate(69.15, 54.87, None, fallback=FALLBACK).desk == FALLBACK.desk


def test_mending_brings_in_the_broken_one_too() -> None:
    assert len(put(KAZAKHSTAN, PROPERTIES, mend=True).added) == 224
    assert len(put(KAZAKHSTAN, PROPERTIES, mend=True).unchanged) == 224


def test_points_in_a_file_of_communities_are_told_and_the_polygons_imported() -> None:
    where = Properties("katotth", {"uk": "name:uk", "ru": "name:ru", "en": "name:en"})
    report = put(GEO / "ua_mariupolskyi_hromadas.geojson", where)
    assert len(report.added) == 5
    assert report.refused == 5

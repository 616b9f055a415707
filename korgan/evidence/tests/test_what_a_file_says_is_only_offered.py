"""A file may say anything: what is nonsense is not offered, what cannot be so is offered as wrong."""

from datetime import UTC, datetime

import pytest

from korgan.evidence.actions import keep, receive
from korgan.evidence.offers import offer
from korgan.evidence.tests.conftest import evidence_root
from korgan.evidence.tests.photos import IN_TOWN, photo

__all__ = ["evidence_root"]

CAME = datetime(2026, 11, 24, 19, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lon", "lat", "has_place"),
    [
        (69.16, 54.87, True), (-180.0, 90.0, True), (0.0, 54.87, True), (69.16, 0.0, True),
        (0.0, 0.0, False), (180.1, 54.0, False), (69.0, -90.1, False), (None, 54.0, False), (69.0, None, False),
        (float("nan"), 54.0, False), (69.0, float("inf"), False),
    ],
)  # fmt: skip
def test_a_place_is_offered_when_it_is_on_earth(lon: float | None, lat: float | None, has_place: bool) -> None:
    found = offer(lon, lat, "2026-11-24T19:41:05+00:00", CAME)
    assert found
    assert found.has_place is has_place
    assert (found.lon is None) is (found.lat is None) is (not has_place)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-24T19:41:05+00:00", ("2026-11-24T19:41:05+00:00", True, False)),
        ("2026-11-25T00:41:05+05:00", ("2026-11-25T00:41:05+05:00", True, False)),
        # By the clock of a phone beside us it is tomorrow already.
        ("2026-11-25T00:41:05", ("2026-11-25T00:41:05", False, False)),
        ("2026-11-24T19:49:00+00:00", ("2026-11-24T19:49:00+00:00", True, False)),
        ("2026-11-24T19:51:00+00:00", ("2026-11-24T19:51:00+00:00", True, True)),
        ("2026-11-25T10:00:00", ("2026-11-25T10:00:00", False, True)),
        ("2077-01-01T00:00:00+00:00", ("2077-01-01T00:00:00+00:00", True, True)),
        ("9999-12-31T23:59:59-12:00", ("9999-12-31T23:59:59-12:00", True, True)),
        ("9999-12-31T23:59:59", ("9999-12-31T23:59:59", False, True)),
    ],
)
def test_a_time_after_its_arrival_is_offered_as_wrong(at: str, said: tuple[str, bool, bool]) -> None:
    found = offer(None, None, at, CAME)
    assert found
    assert (found.at, found.has_zone, found.is_wrong) == said


@pytest.mark.parametrize("at", ["", "yesterday", "1970-01-01T00:00:00+00:00", "0001-01-01T00:00:00", "2026-13-01"])
def test_a_time_that_is_none_is_not_offered(at: str) -> None:
    assert offer(None, None, at, CAME) is None


NORTH = {1: "N", 3: "E"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "gps",
    [
        {**NORTH, 2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)},
        {**NORTH, 2: (91.0, 0.0, 0.0), 4: (69.0, 0.0, 0.0)},
        {**NORTH, 2: (54.0, 0.0, 0.0), 4: (200.0, 0.0, 0.0)},
        {**NORTH, 2: (54.0,), 4: (69.0, 0.0, 0.0)},
        {2: (54.0, 0.0, 0.0), 4: (69.0, 0.0, 0.0)},
        {**NORTH, 29: "2026:13:45", 7: (25.0, 61.0, 61.0)},
    ],
    ids=["zero", "beyond the pole", "beyond the edge", "no minutes", "no side", "no such time"],
)
def test_nonsense_in_a_photo_offers_nothing_and_costs_nothing(gps: dict[int, object]) -> None:
    content = photo(gps=gps)
    kept = keep(receive([content], announced_bytes=len(content), limit=10**6))
    assert kept.offer is None
    assert kept.bytes == len(content)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["JPEG", "HEIF"])
def test_what_a_phone_writes_is_offered(kind: str) -> None:
    kept = keep(receive([photo(kind, gps=IN_TOWN)], announced_bytes=None, limit=10**6))
    kept.refresh_from_db()
    found = kept.offer
    assert found
    assert (found.lon, found.lat) == (69.16, 54.87)
    assert (found.at, found.has_zone) == ("2026-11-24T19:41:05+00:00", True)

from datetime import UTC, date, datetime

from korgan.territory.validity import Span, in_force, next_change

SPRING = date(2026, 3, 1)
# Almaty is five hours ahead of UTC: its first of March begins at 19:00 UTC of 28 February.
BEFORE = datetime(2026, 2, 28, 18, 59, tzinfo=UTC)
MIDNIGHT = datetime(2026, 2, 28, 19, 0, tzinfo=UTC)
DEPARTMENT = Span(1, None, "Asia/Almaty", date(2020, 1, 1), None)
OLD = Span(2, 1, "", date(2020, 1, 1), SPRING)
NEW = Span(3, 1, "", SPRING, None)
SPANS = [DEPARTMENT, OLD, NEW]


def test_a_new_version_begins_at_midnight_of_the_department() -> None:
    assert in_force(SPANS, BEFORE) == {1, 2}
    assert in_force(SPANS, MIDNIGHT) == {1, 3}


def test_the_next_change_is_known_beforehand() -> None:
    assert next_change(SPANS, BEFORE) == MIDNIGHT
    assert next_change(SPANS, MIDNIGHT) is None


def test_an_unknown_time_zone_counts_as_utc_and_stops_nothing() -> None:
    spans = [Span(1, None, "Mars/Olympus", SPRING, None)]
    assert in_force(spans, datetime(2026, 2, 28, 23, 59, tzinfo=UTC)) == frozenset()
    assert in_force(spans, datetime(2026, 3, 1, tzinfo=UTC)) == {1}

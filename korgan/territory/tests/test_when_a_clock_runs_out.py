"""The law's clock by tables of days: weekends, New Year, Nauryz, moved days. The emergency clock runs at once."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from korgan.territory.calendars import days_of
from korgan.territory.clocks import DEFAULTS, Calendar, Clock, Norm, Unit, answer_clock, deadline, near

KZ, UA = DEFAULTS["KZ"], DEFAULTS["UA"]
ALMATY, KYIV = "Asia/Almaty", "Europe/Kyiv"
# 2026: New Year on Thursday and Friday, Christmas on Wednesday, 8 March moved to Monday, Nauryz to Wednesday.
YEAR = {
    date(2026, 1, 1): False,
    date(2026, 1, 2): False,
    date(2026, 1, 7): False,
    date(2026, 3, 9): False,
    date(2026, 3, 23): False,
    date(2026, 3, 24): False,
    date(2026, 3, 25): False,
    date(2026, 5, 1): False,
}
KAZAKHSTAN = Calendar(ALMATY, YEAR)


def local(text: str, zone: str = ALMATY) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("registered", "last_day"),
    [
        ("2026-02-02 10:00", "2026-02-05"),  # Monday: Tuesday, Wednesday, Thursday
        ("2026-02-05 10:00", "2026-02-10"),  # Thursday, over a weekend
        ("2026-02-06 23:59", "2026-02-11"),  # the last minute of Friday is still Friday
        ("2026-02-07 00:00", "2026-02-12"),  # a Saturday counts as the Monday after it
        ("2026-02-08 12:00", "2026-02-12"),  # so does a Sunday
        ("2025-12-31 23:30", "2026-01-08"),  # 5, 6 and, after Christmas, 8 January
        ("2026-01-01 00:30", "2026-01-09"),  # New Year's night: registered on Monday 5 January
        ("2026-03-06 18:00", "2026-03-12"),  # 8 March was a Sunday, so Monday is off
        ("2026-03-20 09:00", "2026-03-30"),  # Nauryz: 21 to 25 March
        ("2026-03-22 09:00", "2026-03-31"),  # in the middle of Nauryz: registered on Thursday 26
    ],
)
def test_three_working_days_to_send_an_appeal_on(registered: str, last_day: str) -> None:
    due_at = deadline(Clock.READDRESS, local(registered), KAZAKHSTAN, KZ)
    assert due_at == local(f"{last_day} 00:00") + timedelta(days=1)


@pytest.mark.parametrize(
    ("registered", "last_day"),
    [
        ("2026-02-02 10:00", "2026-02-23"),  # three weeks
        ("2025-12-29 10:00", "2026-01-22"),  # 30, 31, then 5 to 22 January without Christmas
        ("2026-03-18 10:00", "2026-04-13"),  # over Nauryz
    ],
)
def test_fifteen_working_days_to_answer(registered: str, last_day: str) -> None:
    due_at = deadline(Clock.LAW_ANSWER, local(registered), KAZAKHSTAN, KZ)
    assert due_at == local(f"{last_day} 00:00") + timedelta(days=1)


def test_a_saturday_that_works_counts_and_the_monday_given_for_it_does_not() -> None:
    moved = Calendar(ALMATY, {date(2026, 2, 7): True, date(2026, 2, 9): False})
    assert deadline(Clock.READDRESS, local("2026-02-05 10:00"), moved, KZ) == local("2026-02-11 00:00")
    # What comes on that Saturday is registered on it.
    assert deadline(Clock.READDRESS, local("2026-02-07 10:00"), moved, KZ) == local("2026-02-13 00:00")


def test_the_day_is_the_one_on_the_wall_of_the_desk() -> None:
    """21:00 UTC on Friday is Saturday in Almaty and still Friday in Kyiv."""
    at = datetime(2026, 2, 6, 21, tzinfo=UTC)
    assert deadline(Clock.READDRESS, at, KAZAKHSTAN, KZ) == local("2026-02-13 00:00")
    five = deadline(Clock.READDRESS, at, Calendar(KYIV), UA)
    assert five == local("2026-02-12 00:00", KYIV)


def test_a_term_of_days_that_ends_on_a_day_off_ends_on_the_next_working_one() -> None:
    assert deadline(Clock.READDRESS, local("2026-02-02 10:00", KYIV), Calendar(KYIV), UA) == local(
        "2026-02-10 00:00", KYIV
    )
    # Over the change of clocks in March a day is not 24 hours.
    assert deadline(Clock.LAW_ANSWER, local("2026-03-02 10:00", KYIV), Calendar(KYIV), UA) == local(
        "2026-04-02 00:00", KYIV
    )


@pytest.mark.parametrize(
    ("clock", "seconds"),
    [
        (Clock.ANSWER_CALL, 10),
        (Clock.ANSWER_NOW, 60),
        (Clock.ANSWER_TODAY, 1800),
        (Clock.REGISTRATION, 86_400),
        (Clock.FOLLOW_UP, 900),
    ],
)
def test_the_emergency_clock_runs_at_once_on_new_years_night(clock: Clock, seconds: int) -> None:
    at = local("2026-01-01 00:05")
    assert deadline(clock, at, KAZAKHSTAN, KZ) == at + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("urgency", "is_live", "clock"),
    [
        ("now", True, Clock.ANSWER_CALL),
        ("now", False, Clock.ANSWER_NOW),
        ("today", False, Clock.ANSWER_TODAY),
        ("later", False, Clock.ANSWER_LATER),
        ("?", False, Clock.ANSWER_TODAY),
    ],
)
def test_a_call_is_answered_in_ten_seconds_a_text_by_its_urgency(urgency: str, is_live: bool, clock: Clock) -> None:
    assert answer_clock(urgency, is_live) == clock


def test_a_calendar_without_any_working_day_does_not_hang() -> None:
    never = Calendar(ALMATY, {date(2026, 1, 1) + timedelta(days=more): False for more in range(400)})
    assert deadline(Clock.READDRESS, local("2026-01-01 10:00"), never, KZ) > local("2026-01-01 10:00")


def test_the_chief_is_told_before_the_laws_clock_runs_out_and_when_the_emergency_one_has() -> None:
    at = datetime(2026, 2, 6, tzinfo=UTC)
    assert near(Clock.READDRESS, at, KZ) == at - timedelta(days=1)
    assert near(Clock.ANSWER_NOW, at, KZ) == at


def test_a_norm_is_data() -> None:
    own = {**KZ, Clock.READDRESS: Norm(1, Unit.WORKING_DAYS)}
    assert deadline(Clock.READDRESS, local("2026-02-06 10:00"), KAZAKHSTAN, own) == local("2026-02-10 00:00")


def test_the_librarys_year_holds_what_was_moved() -> None:
    """Nauryz 2026: 21 and 22 March are a weekend, so 24 and 25 are off as well as Monday 23."""
    seeded = {one.day: one.is_working for one in days_of("KZ", 2026)}
    assert all(seeded.get(day) == is_working for day, is_working in YEAR.items())
    assert days_of("UA", 2026) == []

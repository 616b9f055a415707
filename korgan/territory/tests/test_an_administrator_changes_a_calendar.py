"""Days and norms are data: what an administrator sets counts for what comes after, and each change is an entry."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from korgan.journal.models import Entry
from korgan.territory import timetable
from korgan.territory.calendars import (
    BadNorm,
    UnknownCountry,
    clear_day,
    clear_norm,
    seed_year,
    set_day,
    set_norm,
)
from korgan.territory.clocks import Clock, Norm, Unit
from korgan.territory.models import CalendarDay
from tests.cast import BY, city, registered

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 2, 2, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fresh_timetable() -> Iterator[None]:
    timetable.forget()
    yield
    timetable.forget()


def kinds() -> list[str]:
    return list(Entry.objects.order_by("seq").values_list("kind", flat=True))


def test_a_day_off_moves_the_laws_clock_and_its_end_moves_it_back() -> None:
    area = city().department.pk
    before = timetable.due(Clock.READDRESS, MONDAY, area)
    set_day("KZ", date(2026, 2, 4), False, "День без связи", BY)
    assert timetable.due(Clock.READDRESS, MONDAY, area) == before + timedelta(days=1)
    clear_day("KZ", date(2026, 2, 4), BY)
    assert timetable.due(Clock.READDRESS, MONDAY, area) == before
    assert kinds()[-2:] == ["CalendarDaySet", "CalendarDayCleared"]
    assert "связи" not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_a_seeded_year_leaves_what_was_set_by_hand() -> None:
    set_day("KZ", date(2026, 1, 1), True, "работаем", BY)
    added = seed_year("KZ", 2026, BY)
    assert added >= 15
    assert seed_year("KZ", 2026, BY) == 0
    assert CalendarDay.objects.get(country="KZ", day=date(2026, 1, 1)).is_working


def test_the_nearest_areas_norm_counts() -> None:
    korgan = city()
    set_norm(korgan.department, Clock.ANSWER_NOW, Norm(90, Unit.SECONDS), BY)
    set_norm(korgan.town, Clock.ANSWER_NOW, Norm(30, Unit.SECONDS), BY)
    assert timetable.norms_of(korgan.town.pk)[Clock.ANSWER_NOW].amount == 30
    assert timetable.norms_of(korgan.steppe.pk)[Clock.ANSWER_NOW].amount == 90
    appeal = registered(korgan)
    assert (appeal.reply_by - appeal.registered_at).total_seconds() == 30
    clear_norm(korgan.town, Clock.ANSWER_NOW, BY)
    assert timetable.norms_of(korgan.town.pk)[Clock.ANSWER_NOW].amount == 90


@pytest.mark.parametrize(
    "norm", [Norm(0, Unit.SECONDS), Norm(10, "moons"), Norm(10_000, Unit.DAYS), Norm(1, Unit.DAYS, near_s=-1)]
)
def test_a_norm_that_cannot_be_meant_is_refused(norm: Norm) -> None:
    with pytest.raises(BadNorm):
        set_norm(city().town, Clock.READDRESS, norm, BY)


def test_of_an_unknown_country_we_know_no_law() -> None:
    with pytest.raises(UnknownCountry):
        set_day("XX", date(2026, 1, 1), False, "", BY)

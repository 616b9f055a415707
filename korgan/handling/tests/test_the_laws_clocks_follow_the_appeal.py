"""A clock of the law runs as long as what started it holds, whatever was pressed on the way."""

from datetime import timedelta
from typing import Any

import pytest

from korgan import path
from korgan.handling import actions
from korgan.handling.escalation import assign, escalate_all
from korgan.handling.models import TransferReason
from korgan.handling.numbers import add_number, strike_number
from korgan.handling.running import run_out
from korgan.handling.transfer import transfer
from korgan.intake.models import Appeal, Urgency
from korgan.people.actions import name_of
from korgan.reply.actions import reply
from korgan.routing.actions import reclassify
from korgan.territory.calendars import set_norm
from korgan.territory.clocks import Clock, Norm
from korgan.territory.timetable import due
from korgan.triage.actions import correct
from tests.cast import NIGHT, City, area, at_console, city, message, registered, taken

pytestmark = pytest.mark.django_db
CLOCKS = {"register_by": Clock.REGISTRATION, "answer_by": Clock.LAW_ANSWER}


def runs(appeal: Appeal) -> set[str]:
    """Which of the two run, each to the end that the calendar says of its registration."""
    row = Appeal.objects.select_related("desk").get(pk=appeal.pk)
    ends = {column: getattr(row, column) for column in CLOCKS if getattr(row, column)}
    assert ends == {column: due(CLOCKS[column], row.registered_at, row.desk.area_id) for column in ends}
    return set(ends)


@pytest.mark.parametrize(
    ("kinds", "running"),
    [
        (["complaint"], {"register_by", "answer_by"}),
        (["statement"], {"register_by", "answer_by"}),
        (["question"], {"answer_by"}),
        (["question", "complaint"], {"register_by", "answer_by"}),
        (["complaint", "emergency"], {"register_by"}),
    ],
)
def test_what_it_turns_out_to_be_starts_and_ends_them(kinds: list[str], running: set[str]) -> None:
    korgan = city()
    appeal = registered(korgan)
    for kind in kinds:
        reclassify(appeal.pk, kind, name_of(korgan.omarov))
    assert runs(appeal) == running


def test_a_number_struck_from_the_book_lets_the_clock_run_on_and_another_one_ends_it() -> None:
    korgan = city()
    appeal = taken(korgan)
    first, second = (add_number(appeal.pk, kind, "17", korgan.omarov, NIGHT) for kind in ("kui", "eo"))
    add_number(appeal.pk, "erdr", "1", korgan.omarov, NIGHT)
    assert runs(appeal) == set()
    strike_number(first.pk, korgan.omarov, NIGHT)
    assert runs(appeal) == set()
    strike_number(second.pk, korgan.omarov, NIGHT)
    assert runs(appeal) == {"register_by"}


def test_what_stands_in_the_book_starts_no_clock_again() -> None:
    korgan = city()
    appeal = taken(korgan)
    add_number(appeal.pk, "kui", "17", korgan.omarov, NIGHT)
    for off_topic in (True, False):
        correct(appeal.pk, Urgency.TODAY, off_topic, korgan.omarov)
    reclassify(appeal.pk, "complaint", name_of(korgan.omarov))
    assert runs(appeal) == {"answer_by"}


def not_for_the_police(korgan: City) -> Appeal:
    done = path.register(korgan.app, message("Отключили горячую воду во всём доме"), now=NIGHT)
    appeal = Appeal.objects.get(pk=done.appeal)
    assert appeal.hand_to
    return appeal


def test_from_desk_to_desk_of_one_department_it_was_not_sent_on() -> None:
    korgan = city()
    appeal = not_for_the_police(korgan)
    transfer(appeal.pk, korgan.steppe_desk.pk, TransferReason.LOAD, "", korgan.omarov, NIGHT)
    actions.take(appeal.pk, korgan.omarov, NIGHT)
    assert Appeal.objects.get(pk=appeal.pk).readdress_by == appeal.readdress_by


def test_in_another_department_it_has_arrived_also_when_it_is_of_another_kind_there() -> None:
    korgan = city()
    appeal = not_for_the_police(korgan)
    there = type(korgan.centre).objects.create(
        area=area("department", "THERE", None, None), kind="operations_centre", names=korgan.centre.names
    )
    transfer(appeal.pk, there.pk, TransferReason.WRONG_ADDRESSEE, "", korgan.omarov, NIGHT)
    reclassify(appeal.pk, "question", name_of(korgan.omarov))
    assert Appeal.objects.get(pk=appeal.pk).readdress_by is not None
    actions.take(appeal.pk, korgan.omarov, NIGHT)
    assert Appeal.objects.get(pk=appeal.pk).readdress_by is None


def escalated(korgan: City, appeal: Appeal) -> Any:
    return at_console(korgan.akhmetov).get(f"/api/console/appeals/{appeal.pk}").json()["appeal"]["escalated"]


def test_the_chief_is_no_longer_asked_for_what_somebody_has_done_meanwhile() -> None:
    korgan = city()
    appeal = taken(korgan)
    Appeal.objects.filter(pk=appeal.pk).update(register_by=None)
    escalate_all(appeal.reply_by + timedelta(seconds=1))
    assert escalated(korgan, appeal) == "answer"
    reply(appeal.pk, "Едем", korgan.omarov, NIGHT)
    assert escalated(korgan, appeal) is None


def test_whoever_an_appeal_is_given_to_finds_unread_what_nobody_read() -> None:
    korgan = city()
    appeal = registered(korgan)
    assign(appeal.pk, korgan.bekova, korgan.akhmetov, NIGHT)
    assert Appeal.objects.get(pk=appeal.pk).unread == 1
    actions.see(appeal.pk, korgan.bekova)
    assert Appeal.objects.get(pk=appeal.pk).unread == 0


def test_a_promised_call_may_be_as_late_as_the_area_says_in_whatever_unit() -> None:
    korgan = city()
    appeal = registered(korgan)
    Appeal.objects.filter(pk=appeal.pk).update(call_at=NIGHT, register_by=None, reply_by=NIGHT + timedelta(days=9))
    row = Appeal.objects.get(pk=appeal.pk)
    assert [one.clock for one in run_out(row, NIGHT + timedelta(minutes=16))] == ["follow_up"]
    set_norm(korgan.town, "follow_up", Norm(1, "days"), name_of(korgan.akhmetov))
    assert run_out(row, NIGHT + timedelta(minutes=16)) == []

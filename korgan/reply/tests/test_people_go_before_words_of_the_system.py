"""Two priorities: what a human has written goes before receipts and progress, and none goes faster than allowed."""

import dataclasses
from datetime import timedelta

import pytest

from korgan.channels import base
from korgan.channels.models import Account
from korgan.intake.models import Appeal
from korgan.reply import outbox
from korgan.reply.actions import SYSTEM, say
from korgan.reply.models import DeliveryState as S
from korgan.reply.sending import send_due
from korgan.reply.tests.fake import Wire
from korgan.reply.tests.scenes import Clock, answered, only, send_message, states, written
from tests.cast import NIGHT, city

pytestmark = pytest.mark.django_db


def told(appeal: Appeal, words: str) -> None:
    say(appeal, words, "receipt", None, SYSTEM, NIGHT)


def slow(wire: Wire, **rates: float) -> None:
    wire.can = dataclasses.replace(wire.can, **rates)  # type: ignore[arg-type, misc]


def test_a_humans_answer_overtakes_the_systems_words_to_others(wire: Wire) -> None:
    slow(wire, sends_per_s=1)
    korgan, clock = city(), Clock()
    for thread in ("1", "2", "3"):
        told(written(korgan, thread), f"Талон {thread}")
    answer = answered(korgan, "Наряд в пути", written(korgan, "4"))
    while send_message(answer.pk, clock):
        clock.pass_by(1)
    assert [text for _, text in wire.arrived] == ["Наряд в пути", "Талон 1", "Талон 2", "Талон 3"]


def test_in_one_conversation_the_order_is_kept_and_the_answer_takes_the_receipt_along(wire: Wire) -> None:
    slow(wire, sends_per_s=1)
    korgan, clock = city(), Clock()
    told(written(korgan, "1"), "Талон 1")
    hers = written(korgan, "2")
    told(hers, "Талон 2")
    answer = answered(korgan, "Наряд в пути", hers)
    while send_message(answer.pk, clock):
        clock.pass_by(1)
    assert [text for _, text in wire.arrived] == ["Талон 2", "Наряд в пути", "Талон 1"]


def test_throttled_holds_the_whole_account_as_long_as_it_was_told(wire: Wire) -> None:
    korgan, clock = city(), Clock()
    his, hers = answered(korgan, "Ему", written(korgan, "1")), answered(korgan, "Ей", written(korgan, "2"))
    slow(wire, sends_per_s=1)
    wire.goes = [base.Throttled(30)]
    assert send_message(his.pk, clock) == NIGHT + timedelta(seconds=30)
    clock.pass_by(29)
    send_message(hers.pk, clock)
    assert (states(his.pk), states(hers.pk), wire.arrived) == ([S.RETRY], [S.QUEUED], [])
    clock.pass_by(1)
    send_message(hers.pk, clock)
    clock.pass_by(1)
    send_message(hers.pk, clock)
    assert (states(his.pk), states(hers.pk)) == ([S.ACCEPTED], [S.ACCEPTED])


def test_nothing_goes_out_by_a_closed_account_and_the_operator_is_told(wire: Wire) -> None:
    korgan = city()
    said = answered(korgan)
    Account.objects.filter(kind="wire").update(is_open=False)
    send_message(said.pk, Clock())
    assert (states(said.pk), only(said.pk).trouble, wire.arrived) == ([S.FAILED], "channel_closed", [])
    Account.objects.filter(kind="wire").update(is_open=True)
    outbox.send_again(only(said.pk).part_id, False, korgan.omarov, NIGHT)
    send_message(said.pk, Clock())
    assert states(said.pk) == [S.ACCEPTED]


def test_a_conversation_that_hangs_holds_up_no_other(wire: Wire) -> None:
    korgan = city()
    slowly, quick = answered(korgan, "Ему", written(korgan, "1")), answered(korgan, "Ей", written(korgan, "2"))
    account = outbox.account_of(slowly.pk)
    wire.goes = [lambda: wire.wait_for(2)]
    send_due(account, Clock())
    assert states(slowly.pk) == states(quick.pk) == [S.ACCEPTED]

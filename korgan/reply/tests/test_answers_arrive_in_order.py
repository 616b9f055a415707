from datetime import timedelta

import pytest

from korgan.channels import base
from korgan.intake.models import Message
from korgan.reply import rules
from korgan.reply.models import DeliveryState as S
from korgan.reply.tests.fake import Wire
from korgan.reply.tests.scenes import Clock, answered, send_message, states, written
from tests.cast import NIGHT, City, city

pytestmark = pytest.mark.django_db


def two_answers(korgan: City) -> tuple[Message, Message]:
    """Written in two transactions, as they are in life."""
    appeal = written(korgan)
    first, second = answered(korgan, "Ждите", appeal), answered(korgan, "Наряд в пути", appeal)
    Message.objects.filter(pk=second.pk).update(at=Message.objects.get(pk=first.pk).at + timedelta(seconds=1))
    return first, second


def test_the_parts_of_one_answer_go_in_order_and_wait_for_each_other(wire: Wire) -> None:
    said, clock = answered(city(), "Наряд в пути, ждите на месте, мы рядом"), Clock()
    wire.goes = [None, base.Unreachable("away")]
    assert send_message(said.pk, clock) is not None
    assert states(said.pk) == [S.ACCEPTED, S.RETRY]
    clock.pass_by(rules.RETRY_AFTER[0])
    send_message(said.pk, clock)
    assert wire.texts == ["Наряд в пути, ждите ", "на месте, мы рядом"]


def test_a_later_answer_waits_for_an_earlier_one_that_is_tried_again(wire: Wire) -> None:
    first, second = two_answers(city())
    clock = Clock()
    wire.goes = [base.Throttled(30)]
    assert send_message(first.pk, clock) == NIGHT + timedelta(seconds=30)
    assert send_message(second.pk, clock) == NIGHT + timedelta(seconds=30)
    assert (states(first.pk), states(second.pk), wire.texts) == ([S.RETRY], [S.QUEUED], [])
    clock.pass_by(30)
    send_message(first.pk, clock)
    assert wire.texts == ["Ждите", "Наряд в пути"]
    assert (states(first.pk), states(second.pk)) == ([S.ACCEPTED], [S.ACCEPTED])


def test_a_later_job_that_comes_first_sends_the_earlier_answer_first(wire: Wire) -> None:
    first, second = two_answers(city())
    send_message(second.pk, Clock())
    send_message(first.pk, Clock())
    assert wire.texts == ["Ждите", "Наряд в пути"]


def test_an_answer_that_failed_for_good_holds_up_nobody(wire: Wire) -> None:
    first, second = two_answers(city())
    wire.goes = [base.Rejected("bad words")]
    send_message(first.pk, Clock())
    send_message(second.pk, Clock())
    assert (states(first.pk), states(second.pk)) == ([S.FAILED], [S.ACCEPTED])


def test_one_conversation_does_not_wait_for_another(wire: Wire) -> None:
    korgan = city()
    his, hers = answered(korgan, "Ему", written(korgan, "1")), answered(korgan, "Ей", written(korgan, "2"))
    wire.goes = [base.Unreachable("away")]
    send_message(his.pk, Clock())
    assert (states(his.pk), states(hers.pk), wire.arrived) == ([S.RETRY], [S.ACCEPTED], [("2", "Ей")])

"""Promise 7: a crash between the bytes going out and the mark leaves `unknown`, and only a human sends it again."""

from contextlib import suppress
from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from korgan.channels import base
from korgan.journal.clock import now
from korgan.reply import jobs, outbox, rules
from korgan.reply.models import Delivery
from korgan.reply.models import DeliveryState as S
from korgan.reply.sending import send_as_the_only_one
from korgan.reply.tests.fake import Wire
from korgan.reply.tests.scenes import Clock, answered, only, run, send_message, states
from tests.cast import NIGHT, city

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The process ends here, whatever it was doing."""


def die() -> None:
    raise Killed


def test_bytes_went_out_and_the_process_was_killed(wire: Wire) -> None:
    said, clock = answered(city()), Clock()
    wire.goes = [die]
    with pytest.raises(Killed):
        send_message(said.pk, clock)
    assert (states(said.pk), wire.texts) == ([S.CLAIMED], ["Наряд в пути"])
    assert outbox.expire_claims(clock.now + rules.CLAIM) == 0
    assert outbox.expire_claims(clock.pass_by(61)) == 1
    assert (states(said.pk), only(said.pk).trouble) == ([S.UNKNOWN], "claim_expired")
    for _ in range(3):
        clock.pass_by(1_000)
        assert send_message(said.pk, clock) is None
        assert outbox.accounts_due(clock.now) == []
    assert wire.texts == ["Наряд в пути"]


@pytest.mark.parametrize("error", [base.Unknown("no answer in time"), OSError("whatever")])
def test_when_nobody_knows_whether_it_went_out_nothing_sends_it_again(wire: Wire, error: Exception) -> None:
    said, clock = answered(city()), Clock()
    wire.goes = [error]
    with suppress(OSError):  # what we have not foreseen is told in the log
        send_message(said.pk, clock)
    assert (states(said.pk), only(said.pk).trouble) == ([S.UNKNOWN], "unknown")
    clock.pass_by(1_000)
    send_message(said.pk, clock)
    assert wire.arrived == []


def test_only_an_operator_who_is_sure_sends_it_again(wire: Wire) -> None:
    korgan = city()
    said = answered(korgan)
    part = only(said.pk).part_id
    Delivery.objects.filter(pk=part).update(state=S.UNKNOWN)
    with pytest.raises(rules.DeliveryRefused, match="may have been received"):
        outbox.send_again(part, False, korgan.omarov, NIGHT)
    outbox.send_again(part, True, korgan.omarov, NIGHT)
    send_message(said.pk, Clock())
    assert (states(said.pk), wire.texts) == ([S.ACCEPTED], ["Наряд в пути"])


def test_a_receipt_of_the_other_side_settles_the_doubt(wire: Wire) -> None:
    part = only(answered(city()).pk).part_id
    Delivery.objects.filter(pk=part).update(state=S.UNKNOWN)
    outbox.received([part], S.DELIVERED, "citizen:x", NIGHT)
    assert Delivery.objects.get(pk=part).state == S.DELIVERED


def test_the_sender_himself_settles_the_doubt_that_others_had_meanwhile(wire: Wire) -> None:
    said, clock = answered(city()), Clock()
    claim = outbox.claim(only(said.pk).part_id, clock.now)
    assert claim is not None
    outbox.expire_claims(clock.pass_by(61))
    assert outbox.settle(claim.part, S.RETRY, clock.now).state == S.UNKNOWN
    assert outbox.settle(claim.part, S.ACCEPTED, clock.now, external_id="77:1").state == S.ACCEPTED
    assert only(said.pk).trouble == ""


def test_the_next_sender_knows_at_once_that_nobody_holds_what_is_claimed(wire: Wire) -> None:
    said, clock = answered(city()), Clock()
    outbox.claim(only(said.pk).part_id, clock.now)
    assert send_as_the_only_one(outbox.account_of(said.pk), clock) is None
    assert (states(said.pk), only(said.pk).trouble, wire.arrived) == ([S.UNKNOWN], "claim_expired", [])


def test_the_sweep_finds_a_lost_job_and_leaves_the_unknown_alone(wire: Wire) -> None:
    korgan = city()
    lost, dead = answered(korgan), answered(korgan)
    Delivery.objects.filter(part__message=dead).update(state=S.CLAIMED, claimed_until=now() - timedelta(seconds=1))
    run(jobs.sweep, timestamp=0)
    assert states(dead.pk) == [S.UNKNOWN]
    (job,) = ProcrastinateJob.objects.filter(task_name="reply.send_out")
    assert job.args == {"account": outbox.account_of(lost.pk)}

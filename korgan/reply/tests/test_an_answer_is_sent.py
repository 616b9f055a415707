"""What the channel's errors mean for the outbox, attempt after attempt."""

from datetime import timedelta

import pytest

from korgan.channels import base
from korgan.intake.models import Message, Part
from korgan.journal.models import Entry
from korgan.reply import outbox, rules
from korgan.reply.models import Delivery
from korgan.reply.models import DeliveryState as S
from korgan.reply.tests.fake import Wire
from korgan.reply.tests.scenes import Clock, answered, only, send_message, states, written
from tests.cast import NIGHT, city, taken

pytestmark = pytest.mark.django_db


def test_every_state_has_its_row_in_the_table_of_moves() -> None:
    assert set(rules.NEXT_STATES) == set(S)
    assert rules.NEXT_STATES[S.READ] == frozenset()


def test_what_the_channel_takes_is_accepted_under_the_name_it_gives(wire: Wire) -> None:
    said = answered(city())
    assert send_message(said.pk, Clock()) is None
    assert (wire.arrived, states(said.pk)) == ([("77", "Наряд в пути")], [S.ACCEPTED])
    assert Part.objects.get(message=said).external_id == "77:1"


def test_every_change_is_an_entry_and_the_message_has_its_version(wire: Wire) -> None:
    said = answered(city())
    send_message(said.pk, Clock())
    entries = Entry.objects.filter(kind="DeliveryChanged").order_by("seq")
    assert [entry.facts["state"] for entry in entries] == [S.CLAIMED, S.ACCEPTED]
    assert Message.objects.get(pk=said.pk).version == entries[1].seq


def test_sending_again_what_is_sent_sends_nothing(wire: Wire) -> None:
    said = answered(city())
    send_message(said.pk, Clock())
    send_message(said.pk, Clock())
    assert len(wire.arrived) == 1


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (base.Unreachable("away"), "unreachable"),
        (base.Throttled(0), "throttled"),
        (base.Misconfigured("ValidationError"), "bad_settings"),
    ],
)
def test_what_did_not_go_out_is_tried_again_later_and_later(wire: Wire, error: Exception, trouble: str) -> None:
    said, clock = answered(city()), Clock()
    for seconds in rules.RETRY_AFTER:
        wire.goes = [error]
        retry_at = send_message(said.pk, clock)
        assert retry_at == clock.now + timedelta(seconds=seconds)
        assert (states(said.pk), only(said.pk).trouble) == ([S.RETRY], trouble)
        clock.pass_by(seconds)
    assert send_message(said.pk, clock) is None
    assert (states(said.pk), only(said.pk).trouble) == ([S.ACCEPTED], "")


def test_after_the_last_attempt_the_operator_is_told(wire: Wire) -> None:
    said, clock = answered(city()), Clock()
    wire.goes = [base.Unreachable("away")] * 10
    while send_message(said.pk, clock):
        clock.pass_by(1_000)
    assert (states(said.pk), only(said.pk).attempts) == ([S.FAILED], len(rules.RETRY_AFTER) + 1)
    assert wire.arrived == []


def test_the_networks_own_wish_to_wait_is_kept(wire: Wire) -> None:
    said = answered(city())
    wire.goes = [base.Throttled(after_s=40)]
    assert send_message(said.pk, Clock()) == NIGHT + timedelta(seconds=40)


def test_nothing_is_tried_before_its_time(wire: Wire) -> None:
    said, clock = answered(city()), Clock()
    wire.goes = [base.Unreachable("away")]
    retry_at = send_message(said.pk, clock)
    clock.pass_by(1)
    assert send_message(said.pk, clock) == retry_at
    assert (states(said.pk), only(said.pk).attempts) == ([S.RETRY], 1)


@pytest.mark.parametrize(
    ("error", "trouble"), [(base.Blocked("by him"), "blocked"), (base.Rejected("chat not found"), "chat not found")]
)
def test_what_the_network_refuses_for_good_has_failed(wire: Wire, error: Exception, trouble: str) -> None:
    said = answered(city())
    wire.goes = [error]
    assert send_message(said.pk, Clock()) is None
    assert (states(said.pk), only(said.pk).trouble) == ([S.FAILED], trouble)


def test_a_failed_part_is_sent_again_when_an_operator_wants_it(wire: Wire) -> None:
    korgan = city()
    said = answered(korgan)
    wire.goes = [base.Blocked("by him")]
    send_message(said.pk, Clock())
    again = outbox.send_again(only(said.pk).part_id, False, korgan.omarov, NIGHT)
    assert (again.state, again.attempts, again.trouble) == (S.QUEUED, 0, "")
    assert Entry.objects.get(kind="DeliveryRequeued").by == f"staff:{korgan.omarov.pk}"
    send_message(said.pk, Clock())
    assert states(said.pk) == [S.ACCEPTED]


@pytest.mark.parametrize("state", [S.QUEUED, S.CLAIMED, S.ACCEPTED, S.DELIVERED, S.READ, S.RETRY])
def test_what_has_not_failed_is_not_sent_again(wire: Wire, state: str) -> None:
    korgan = city()
    part = only(answered(korgan).pk).part_id
    Delivery.objects.filter(pk=part).update(state=state)
    for is_sure in (False, True):
        with pytest.raises(rules.DeliveryRefused):
            outbox.send_again(part, is_sure, korgan.omarov, NIGHT)


def test_the_app_accepts_what_is_stored_and_tells_what_was_read() -> None:
    korgan = city()
    said = answered(korgan, appeal=taken(korgan))
    send_message(said.pk, Clock())
    part = only(said.pk).part_id
    for state in (S.DELIVERED, S.READ, S.DELIVERED):
        outbox.received([part], state, "citizen:x", NIGHT)
    assert states(said.pk) == [S.READ]


def test_a_part_that_one_worker_has_claimed_is_nobody_elses(wire: Wire) -> None:
    korgan = city()
    part = only(answered(korgan, appeal=written(korgan)).pk).part_id
    first = outbox.claim(part, NIGHT)
    assert first is not None
    assert (first.thread, first.outgoing.text, first.attempts) == ("77", "Наряд в пути", 1)
    assert outbox.claim(part, NIGHT) is None

"""Promise 7: what becomes of an outgoing part, in every state and whatever happens, as it is written here by hand."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest

from korgan.intake.models import Part
from korgan.journal.models import Entry
from korgan.people.models import User
from korgan.reply import outbox, rules
from korgan.reply.models import Delivery
from korgan.reply.models import DeliveryState as S
from korgan.reply.rules import DeliveryRefused
from korgan.reply.tests.fake import Wire
from korgan.reply.tests.scenes import answered
from tests.cast import NIGHT, city

LATE = NIGHT + rules.CLAIM + timedelta(seconds=1)
Happen = Callable[[UUID, User], object]

EVENTS: dict[str, Happen] = {
    "a sender claims it": lambda part, _: outbox.claim(part, NIGHT),
    "the channel took it": lambda part, _: outbox.settle(part, S.ACCEPTED, NIGHT, external_id="7"),
    "the channel is away": lambda part, _: outbox.settle(part, S.RETRY, NIGHT, trouble="unreachable", retry_at=LATE),
    "the channel refused it": lambda part, _: outbox.settle(part, S.FAILED, NIGHT, trouble="blocked"),
    "the line was cut": lambda part, _: outbox.settle(part, S.UNKNOWN, NIGHT, trouble="unknown"),
    "it is on his phone": lambda part, _: outbox.received([part], S.DELIVERED, "citizen:x", NIGHT),
    "he has read it": lambda part, _: outbox.received([part], S.READ, "citizen:x", NIGHT),
    "an operator sends it again": lambda part, by: outbox.send_again(part, False, by, NIGHT),
    "an operator is sure": lambda part, by: outbox.send_again(part, True, by, NIGHT),
    "its claim ran out": lambda part, _: outbox.expire_claims(LATE),
    "its sender died": lambda part, _: outbox.abandon(account_of(part), NIGHT),
    "a backup was restored": lambda part, _: outbox.doubt_all(NIGHT),
}
# What is not named here changes nothing; what an operator asks for is then refused.
BECOMES: dict[str, dict[str, str]] = {
    "a sender claims it": {S.QUEUED: S.CLAIMED, S.RETRY: S.CLAIMED},
    "the channel took it": {S.CLAIMED: S.ACCEPTED, S.UNKNOWN: S.ACCEPTED},
    "the channel is away": {S.CLAIMED: S.RETRY},
    "the channel refused it": {S.CLAIMED: S.FAILED},
    "the line was cut": {S.CLAIMED: S.UNKNOWN},
    "it is on his phone": {S.ACCEPTED: S.DELIVERED, S.UNKNOWN: S.DELIVERED},
    "he has read it": {S.ACCEPTED: S.READ, S.DELIVERED: S.READ, S.UNKNOWN: S.READ},
    "an operator sends it again": {S.FAILED: S.QUEUED},
    "an operator is sure": {S.FAILED: S.QUEUED, S.UNKNOWN: S.QUEUED},
    "its claim ran out": {S.CLAIMED: S.UNKNOWN},
    "its sender died": {S.CLAIMED: S.UNKNOWN},
    "a backup was restored": {S.QUEUED: S.UNKNOWN, S.CLAIMED: S.UNKNOWN, S.RETRY: S.UNKNOWN},
}
BY_AN_OPERATOR = {"an operator sends it again", "an operator is sure"}


def account_of(part: UUID) -> int:
    return outbox.account_of(Part.objects.values_list("message", flat=True).get(pk=part))


@pytest.mark.django_db
def test_every_state_and_everything_that_may_happen(wire: Wire) -> None:
    korgan = city()
    part = answered(korgan).parts.get().pk
    wrong = {}
    for state, (event, happen) in product(S.values, EVENTS.items()):
        Delivery.objects.filter(pk=part).update(state=state, attempts=1, retry_at=None, claimed_until=until(state))
        wanted = BECOMES[event].get(state)
        found = what_becomes(part, happen, korgan.omarov)
        if found != (wanted or state, wanted is not None, wanted is None and event in BY_AN_OPERATOR):
            wrong[state, event] = found
    assert wrong == {}
    assert wire.arrived == []


def what_becomes(part: UUID, happen: Happen, by: User) -> tuple[str, bool, bool]:
    """Its state then, whether an entry tells of it, and whether it was refused."""
    before, is_refused = Entry.objects.count(), False
    try:
        happen(part, by)
    except DeliveryRefused:
        is_refused = True
    return Delivery.objects.get(pk=part).state, Entry.objects.count() == before + 1, is_refused


def until(state: str) -> object:
    return NIGHT + rules.CLAIM if state == S.CLAIMED else None


def test_no_move_is_allowed_that_nothing_makes() -> None:
    made = {(state, after) for moves in BECOMES.values() for state, after in moves.items()}
    allowed = {(state, after) for state in S.values for after in rules.NEXT_STATES[state]}
    assert made == allowed
    assert rules.NEXT_STATES.keys() == set(S.values)


@pytest.mark.parametrize("state", S.values)
def test_a_move_that_the_table_does_not_name_is_refused(state: str) -> None:
    for after in set(S.values) - rules.NEXT_STATES[state]:
        with pytest.raises(DeliveryRefused):
            rules.require_move(state, after)

"""A channel is never sent to faster than it allows, whoever sends; what it asks us to wait outlives who was asked."""

from datetime import timedelta

import pytest
from django.db import transaction

from korgan.channels import pacing
from korgan.channels.models import Account, Pace
from korgan.channels.pacing import EVERYBODY, LONGEST, NotYet, hold, take_turn
from tests.cast import NIGHT, at_once, city

TENTH = timedelta(milliseconds=100)


def turns(account: Account, threads: list[str]) -> list[str]:
    """Who got a turn, in ten seconds of trying every tenth of a second."""
    had = []
    for tick in range(100):
        for thread in threads:
            try:
                take_turn(account, thread, NIGHT + tick * TENTH)
                had.append(thread)
            except NotYet:
                continue
    return had


@pytest.mark.django_db
def test_one_chat_gets_a_part_a_second() -> None:
    assert turns(city().telegram, ["77"]) == ["77"] * 10


@pytest.mark.django_db
def test_no_second_holds_more_than_the_account_may_send() -> None:
    account, sent = city().telegram, []
    for milli in range(2_000):
        now = NIGHT + timedelta(milliseconds=milli)
        try:
            take_turn(account, f"chat {milli}", now)
            sent.append(now)
        except NotYet:
            continue
    for first in sent:
        assert sum(first <= one < first + timedelta(seconds=1) for one in sent) <= 30
    assert len(sent) > 55


@pytest.mark.django_db
def test_a_channel_without_a_pace_waits_for_nobody() -> None:
    assert len(turns(city().app, ["a"])) == 100
    assert not Pace.objects.exists()


@pytest.mark.django_db
def test_what_the_outside_system_asks_for_is_kept_for_the_account_and_no_other() -> None:
    korgan = city()
    hold(korgan.telegram.pk, EVERYBODY, NIGHT + timedelta(seconds=40))
    with pytest.raises(NotYet) as early:
        take_turn(korgan.telegram, "77", NIGHT + timedelta(seconds=39))
    assert early.value.until == NIGHT + timedelta(seconds=40)
    take_turn(korgan.telegram, "77", NIGHT + timedelta(seconds=40))
    take_turn(korgan.app, "77", NIGHT)


@pytest.mark.django_db
def test_a_clock_that_was_far_ahead_stops_nobody_for_long() -> None:
    account = city().telegram
    take_turn(account, "77", NIGHT + timedelta(days=1))
    take_turn(account, "77", NIGHT + timedelta(days=1) - LONGEST - timedelta(hours=1))


def test_of_two_workers_at_once_one_gets_the_turn(fresh_database: str) -> None:
    account = city().telegram
    results = at_once(*(lambda: take_turn(account, "77", NIGHT) for _ in range(8)))
    assert [one for one in results if one is None] == [None]
    assert all(isinstance(one, NotYet) for one in results if one is not None)


@pytest.mark.django_db
def test_a_turn_is_given_back_when_nothing_was_claimed_by_it() -> None:
    account = city().telegram
    with transaction.atomic():
        take_turn(account, "77", NIGHT)
        transaction.set_rollback(True)
    take_turn(account, "77", NIGHT)


@pytest.mark.django_db
def test_chats_that_nobody_writes_to_are_forgotten() -> None:
    account = city().telegram
    take_turn(account, "77", NIGHT)
    pacing.forget_idle(NIGHT + timedelta(hours=2))
    assert not Pace.objects.exists()

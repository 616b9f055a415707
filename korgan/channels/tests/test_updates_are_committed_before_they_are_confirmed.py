"""Promises 1 and 2 at Telegram's door: what we have confirmed is ours, what is delivered again is known."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DataError, connection

from korgan.channels.actions import store
from korgan.channels.models import Account, Fate, Inbound
from korgan.channels.registry import channel_of
from korgan.channels.tests.listening import city_with, database, listening
from korgan.channels.work import pull
from korgan.intake.models import Appeal, Message, Part
from korgan.machine.testbed import testbed
from tests.cast import until
from tests.telegram import AIGERIM, TIMUR, BotApi


def test_what_people_write_is_registered_and_confirmed(committed: str, telegram: BotApi) -> None:
    korgan = city_with(telegram)
    telegram.writes(AIGERIM, "На Крепостной авария")
    with listening():
        telegram.writes(TIMUR, "Украли велосипед")
        telegram.sends_place(AIGERIM, 69.15, 54.87, 12)
        until(lambda: Message.objects.count() == 3)
        until(lambda: not telegram.pending)
    assert Appeal.objects.count() == 2
    place = Part.objects.get(kind="place")
    assert (place.lon, place.lat, place.accuracy_m) == (69.15, 54.87, 12)
    korgan.telegram.refresh_from_db()
    assert korgan.telegram.poll_cursor == str(telegram.last_update + 1)
    assert set(Inbound.objects.values_list("fate", flat=True)) == {Fate.REGISTERED}


def test_only_the_kinds_that_we_take_are_asked_for(committed: str, telegram: BotApi) -> None:
    city_with(telegram)
    with listening():
        until(lambda: telegram.poller is not None)
        telegram.channel_post("новость")
        telegram.presses(AIGERIM, telegram.writes(AIGERIM, "привет"))
        until(lambda: Message.objects.count() == 1)
    assert Inbound.objects.count() == 1
    assert telegram.allowed == ["message", "edited_message"]


def test_a_webhook_that_was_left_behind_is_deleted_before_pulling(committed: str, telegram: BotApi) -> None:
    city_with(telegram)
    telegram.webhook = {"url": "http://127.0.0.1:9/", "secret_token": ""}
    telegram.writes(AIGERIM, "привет")
    with listening():
        until(lambda: Message.objects.count() == 1)
    assert telegram.webhook == {}


def test_raw_updates_and_the_cursor_are_committed_together_or_not_at_all(committed: str, telegram: BotApi) -> None:
    korgan = city_with(telegram)
    telegram.writes(AIGERIM, "привет")
    updates = [channel_of("telegram").receive(update) for update in telegram.pending]
    with pytest.raises((DataError, ValueError)):
        store(korgan.telegram, updates, cursor="\x00")
    assert Inbound.objects.count() == 0
    store(korgan.telegram, updates, cursor="7")
    assert (Inbound.objects.count(), Account.objects.get(pk=korgan.telegram.pk).poll_cursor) == (1, "7")


def test_a_crash_before_the_confirmation_brings_all_again_and_doubles_nothing(committed: str, telegram: BotApi) -> None:
    korgan = city_with(telegram)
    telegram.writes(AIGERIM, "раз")
    telegram.writes(AIGERIM, "два")
    # The process ends after the commit: its next question, which would have confirmed, never comes.
    asyncio.run(pull(korgan.telegram, asyncio.Event()))
    assert (Inbound.objects.count(), len(telegram.pending)) == (2, 2)
    # A database from a backup is older still: it asks for what it has.
    Account.objects.update(poll_cursor="")
    with listening():
        until(lambda: not telegram.pending)
        until(lambda: Message.objects.count() == 2)
    assert Inbound.objects.count() == 2


def test_while_the_database_is_away_nothing_is_confirmed_and_nothing_lost(committed: str, telegram: BotApi) -> None:
    city_with(telegram)
    with listening():
        until(lambda: telegram.poller is not None)
        with away(database()):
            telegram.writes(AIGERIM, "На Крепостной авария")
            asked = len(telegram.asked("getUpdates"))
            until(lambda: telegram.poller is None)
        assert len(telegram.asked("getUpdates")) == asked
        assert len(telegram.pending) == 1
        until(lambda: Message.objects.count() == 1)
        until(lambda: not telegram.pending)
    assert Inbound.objects.count() == 1


@contextmanager
def away(name: str) -> Iterator[None]:
    """Nobody gets in, and whoever was in is put out."""
    connection.close()
    testbed.run("alter database {} allow_connections false", name)
    testbed.run(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'")
    try:
        yield
    finally:
        testbed.run("alter database {} allow_connections true", name)


def test_of_two_workers_one_polls_and_the_other_takes_over(committed: str, telegram: BotApi) -> None:
    city_with(telegram)
    with listening():
        with listening():
            telegram.writes(AIGERIM, "раз")
            until(lambda: Message.objects.count() == 1)
        telegram.writes(AIGERIM, "два")
        until(lambda: Message.objects.count() == 2)
    assert telegram.conflicts == 0


def trouble_of(name: str) -> str:
    return Account.objects.get(name=name).trouble


def test_a_bot_that_cannot_be_listened_to_says_why_and_does_not_disturb_others(
    committed: str, telegram: BotApi
) -> None:
    korgan = city_with(telegram)
    Account.objects.create(
        kind="telegram", name="wrong", department=korgan.department, desk=korgan.centre, secrets="of another key"
    )
    with listening():
        until(lambda: trouble_of("wrong") == "bad_settings: InvalidToken")
        telegram.writes(AIGERIM, "раз")
        until(lambda: Message.objects.count() == 1)
    assert trouble_of("telegram") == ""


def test_another_poller_is_told_until_it_is_gone(committed: str, telegram: BotApi) -> None:
    city_with(telegram)
    telegram.refuses("getUpdates", 409, "Conflict: terminated by other getUpdates request", times=10_000)
    with listening():
        until(lambda: "terminated by other getUpdates" in trouble_of("telegram"))
        telegram.faults.clear()
        until(lambda: trouble_of("telegram") == "")

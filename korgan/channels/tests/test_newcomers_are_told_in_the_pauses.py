"""Words to a newcomer keep the channel's pace and go after every answer to somebody who waits for help."""

from datetime import datetime, timedelta

import pytest

from korgan.channels import pacing, telling
from korgan.channels.models import Account, Inbound
from korgan.channels.pacing import EVERYBODY, NotYet, take_turn
from korgan.channels.telling import PATIENCE, PAUSE, tell
from tests.cast import NIGHT, city

pytestmark = pytest.mark.django_db

START = """{"update_id": 1, "message": {"message_id": 1, "date": 1795293600, "text": "/start",
 "chat": {"id": 55, "type": "private", "first_name": "T"},
 "from": {"id": 55, "is_bot": false, "first_name": "T", "language_code": "ru"}}}"""
TICK = timedelta(milliseconds=50)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The chats that were written to."""
    threads: list[str] = []
    monkeypatch.setattr(telling, "send", lambda inbound, thread, words: threads.append(thread))
    return threads


def newcomer(account: Account, at: datetime = NIGHT) -> Inbound:
    return Inbound.objects.create(account=account, external_id="1", sender="55", body=START, received_at=at)


def test_when_nobody_else_is_written_to_he_is_told_at_once(told: list[str]) -> None:
    assert tell(newcomer(city().telegram), NIGHT) is None
    assert told == ["55"]


def test_his_words_take_a_turn_like_any_other(told: list[str]) -> None:
    account = city().telegram
    tell(newcomer(account), NIGHT)
    with pytest.raises(NotYet):
        take_turn(account, "77", NIGHT)


def test_while_answers_go_out_he_waits_for_a_pause(told: list[str]) -> None:
    account = city().telegram
    inbound, now = newcomer(account), NIGHT
    for chat in range(100):
        take_turn(account, f"chat {chat}", now)
        again = tell(inbound, now)
        assert again is not None
        assert now < again <= now + PAUSE + TICK
        now += TICK
    assert told == []
    assert tell(inbound, now + PAUSE) is None
    assert told == ["55"]


def test_he_does_not_wait_for_ever(told: list[str]) -> None:
    account = city().telegram
    inbound = newcomer(account)
    take_turn(account, "77", NIGHT + PATIENCE)
    assert tell(inbound, NIGHT + PATIENCE + TICK) is None
    assert told == ["55"]


def test_a_wish_of_the_channel_to_wait_is_kept(told: list[str]) -> None:
    account = city().telegram
    pacing.hold(account.pk, EVERYBODY, NIGHT + timedelta(seconds=30))
    assert tell(newcomer(account), NIGHT) == NIGHT + timedelta(seconds=30) + PAUSE
    assert told == []

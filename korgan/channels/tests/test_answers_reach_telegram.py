"""Promise 7 in a Telegram chat: an answer goes out once, and nobody says that it arrived when nobody knows."""

from datetime import timedelta

import pytest

from korgan.channels.registry import hint
from korgan.channels.telegram import channel
from korgan.channels.tests.listening import city_with, take_in
from korgan.handling import actions as handling
from korgan.intake.models import Appeal, Message, Part
from korgan.reply.actions import reply
from korgan.reply.models import Delivery
from korgan.reply.outbox import send_again
from korgan.reply.rules import DeliveryRefused
from korgan.reply.tests.scenes import send_message
from tests.cast import NIGHT, City
from tests.telegram import AIGERIM, BotApi

pytestmark = pytest.mark.django_db


@pytest.fixture
def korgan(telegram: BotApi, monkeypatch: pytest.MonkeyPatch) -> City:
    monkeypatch.setattr(channel, "ANSWER_S", 0.5)
    korgan = city_with(telegram)
    telegram.writes(AIGERIM, "На Крепостной авария")
    take_in(korgan.telegram, telegram)
    handling.take(Appeal.objects.get().pk, korgan.omarov, NIGHT)
    return korgan


def answered(korgan: City, text: str = "Наряд в пути") -> Message:
    return reply(Appeal.objects.get().pk, text, korgan.omarov, NIGHT)


def deliveries(message: Message) -> list[Delivery]:
    return list(Delivery.objects.filter(part__message=message).order_by("part__position"))


def test_an_answer_arrives_once_and_keeps_telegrams_name_of_it(korgan: City, telegram: BotApi) -> None:
    message = answered(korgan)
    for _ in range(3):
        assert send_message(message.pk, lambda: NIGHT) is None
    assert telegram.told(AIGERIM) == ["Наряд в пути"]
    assert [one.state for one in deliveries(message)] == ["accepted"]
    name = f"{AIGERIM.id}:{telegram.sent[0]['message_id']}"
    assert Part.objects.get(message=message).external_id == name
    # One question a sending: nothing is asked before it that could fail in its stead.
    assert [method for method, _ in telegram.calls] == ["sendMessage"]


def test_a_long_answer_arrives_in_order_and_whole(korgan: City, telegram: BotApi) -> None:
    long = " ".join(f"🚓слово{turn}" for turn in range(400))
    message = answered(korgan, long[:3990])
    assert send_message(message.pk, lambda: NIGHT) == NIGHT + timedelta(seconds=1)
    send_message(message.pk, lambda: NIGHT + timedelta(seconds=1))
    assert " ".join(telegram.told(AIGERIM)) == long[:3990].strip()
    assert len(telegram.sent) == len(deliveries(message)) == 2


def test_too_many_at_once_waits_as_long_as_telegram_says(korgan: City, telegram: BotApi) -> None:
    telegram.throttles("sendMessage", 77)
    message = answered(korgan)
    retry_at = send_message(message.pk, lambda: NIGHT)
    assert retry_at == NIGHT + timedelta(seconds=77)
    assert send_message(message.pk, lambda: NIGHT + timedelta(seconds=76)) == retry_at
    assert telegram.sent == []
    send_message(message.pk, lambda: NIGHT + timedelta(seconds=78))
    assert telegram.told(AIGERIM) == ["Наряд в пути"]


def test_who_has_blocked_us_is_a_failure_with_a_hint(korgan: City, telegram: BotApi) -> None:
    telegram.refuses("sendMessage", 403, "Forbidden: bot was blocked by the user")
    message = answered(korgan)
    assert send_message(message.pk, lambda: NIGHT) is None
    (delivery,) = deliveries(message)
    assert (delivery.state, delivery.trouble) == ("failed", "blocked")
    assert hint(delivery.trouble)["ru"].startswith("Гражданин заблокировал бота.")


def test_a_refusal_is_a_failure_that_the_operator_is_told_in_words(korgan: City, telegram: BotApi) -> None:
    telegram.refuses("sendMessage", 400, "Bad Request: chat not found")
    message = answered(korgan)
    send_message(message.pk, lambda: NIGHT)
    (delivery,) = deliveries(message)
    assert (delivery.state, delivery.trouble) == ("failed", "chat_not_found")


@pytest.mark.parametrize("how", ["hangs", "drops", "refuses"])
def test_when_nobody_knows_it_is_unknown_and_never_sent_again_blindly(korgan: City, telegram: BotApi, how: str) -> None:
    {
        "hangs": lambda: telegram.hangs("sendMessage"),
        "drops": lambda: telegram.drops("sendMessage", takes=True),
        "refuses": lambda: telegram.refuses("sendMessage", 502, "Bad Gateway"),
    }[how]()
    message = answered(korgan)
    for _ in range(3):
        send_message(message.pk, lambda: NIGHT + timedelta(hours=1))
    assert len(telegram.asked("sendMessage")) == 1
    (delivery,) = deliveries(message)
    assert (delivery.state, delivery.trouble) == ("unknown", "unknown")
    with pytest.raises(DeliveryRefused):
        send_again(delivery.pk, False, korgan.omarov, NIGHT)
    send_again(delivery.pk, True, korgan.omarov, NIGHT)
    send_message(message.pk, lambda: NIGHT + timedelta(hours=2))
    assert deliveries(message)[0].state == "accepted"


def test_a_telegram_that_cannot_be_reached_is_tried_again(korgan: City, telegram: BotApi) -> None:
    korgan.telegram.config = {"api_url": "http://127.0.0.1:1"}
    korgan.telegram.save()
    message = answered(korgan)
    retry_at = send_message(message.pk, lambda: NIGHT)
    assert retry_at
    korgan.telegram.config = {"api_url": telegram.url}
    korgan.telegram.save()
    send_message(message.pk, lambda: retry_at)
    assert telegram.told(AIGERIM) == ["Наряд в пути"]

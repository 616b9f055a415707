"""Settings of a channel are saved when they can be read and the outside system works with them; else the form says in
words what is wrong, and the channel goes on as it was."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from korgan.channels.models import Account
from korgan.channels.registry import hint
from korgan.channels.secrets import closed, opened
from korgan.journal.models import Entry
from tests.cast import City, at_console, city
from tests.telegram import BotApi, bot_api

pytestmark = pytest.mark.django_db
PAGE = "/admin/channels/account/"


@pytest.fixture
def telegram() -> Iterator[BotApi]:
    with bot_api() as server:
        yield server


@pytest.fixture(name="korgan")
def a_city(telegram: BotApi) -> City:
    found = city()
    kept = {"config": {"api_url": telegram.url}, "secrets": closed({"token": telegram.token})}
    Account.objects.filter(kind="telegram").update(**kept)
    return found


@pytest.fixture(name="chief")
def a_chief(korgan: City) -> Client:
    return at_console(korgan.akhmetov)


def save(browser: Client, korgan: City, settings: dict[str, Any], secret: str = "") -> Any:
    given = {"name": "telegram", "desk": korgan.centre.pk, "settings": json.dumps(settings), "secret": secret}
    return browser.post(f"{PAGE}{korgan.telegram.pk}/change/", given, follow=True)


def faults(answer: Any) -> list[str]:
    """What the form says; nothing when it was taken."""
    told = answer.context["adminform"].form.errors if "adminform" in answer.context else {}
    return [one for of_field in told.values() for one in of_field]


def messages(answer: Any) -> str:
    return " ".join(str(one) for one in answer.context["messages"])


def kept(korgan: City) -> dict[str, Any]:
    korgan.telegram.refresh_from_db()
    config: dict[str, Any] = korgan.telegram.config
    return config


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"webhok": 1}, "Нет такой настройки: webhok. Есть: webhook, api_url."),
        ({"webhook": "perhaps"}, "Неверное значение: webhook."),
    ],
)
def test_a_typo_is_told_in_the_form_and_not_saved(
    korgan: City, chief: Client, wrong: dict[str, Any], told: str
) -> None:
    before = kept(korgan)
    assert faults(save(chief, korgan, wrong)) == [told]
    assert kept(korgan) == before
    assert not Entry.objects.filter(kind="AccountChanged").exists()


def test_a_webhook_without_an_address_of_ours_is_refused_in_words(
    korgan: City, chief: Client, telegram: BotApi, settings: Settings
) -> None:
    settings.PUBLIC_URL = ""
    answer = save(chief, korgan, {"api_url": telegram.url, "webhook": True})
    assert hint("no_public_url")["ru"] in messages(answer)
    assert kept(korgan) == {"api_url": telegram.url}


def test_what_is_saved_the_outside_system_knows(
    korgan: City, chief: Client, telegram: BotApi, settings: Settings
) -> None:
    settings.PUBLIC_URL = "http://102.example"
    wanted = {"api_url": telegram.url, "webhook": True}
    assert faults(save(chief, korgan, wanted)) == []
    assert kept(korgan) == wanted
    assert telegram.webhook["url"] == f"http://102.example/hooks/telegram/{korgan.telegram.pk}"


def test_a_secret_that_the_outside_system_does_not_know_is_not_saved(
    korgan: City, chief: Client, telegram: BotApi
) -> None:
    answer = save(chief, korgan, {"api_url": telegram.url}, secret="1:wrong")
    assert hint("bad_token")["ru"] in messages(answer)
    korgan.telegram.refresh_from_db()
    assert opened(korgan.telegram.secrets) == {"token": telegram.token}


def test_another_name_is_saved_while_the_outside_system_is_away(korgan: City, chief: Client) -> None:
    away = {"api_url": "http://127.0.0.1:9"}
    Account.objects.filter(pk=korgan.telegram.pk).update(config=away)
    given = {"name": "bot of the city", "desk": korgan.centre.pk, "settings": json.dumps(away), "secret": ""}
    chief.post(f"{PAGE}{korgan.telegram.pk}/change/", given)
    korgan.telegram.refresh_from_db()
    assert korgan.telegram.name == "bot of the city"


@pytest.mark.parametrize("broken", [{"config": {"webhok": 1}}, {"secrets": "sealed by another key"}])
def test_one_broken_by_hand_is_told_when_it_is_asked_and_can_be_mended(
    korgan: City, chief: Client, telegram: BotApi, broken: dict[str, Any]
) -> None:
    Account.objects.filter(pk=korgan.telegram.pk).update(**broken)
    asked = {"action": "ask_now", "_selected_action": [korgan.telegram.pk]}
    assert hint("bad_settings")["ru"] in messages(chief.post(PAGE, asked, follow=True))
    if "secrets" in broken:
        assert "введите его заново" in faults(save(chief, korgan, {"api_url": telegram.url}))[0]
    assert faults(save(chief, korgan, {"api_url": telegram.url}, secret=telegram.token)) == []
    assert kept(korgan) == {"api_url": telegram.url}

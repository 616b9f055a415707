"""The webhook as the option: proved by its secret token, committed raw, answered at once."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from korgan import path
from korgan.channels import work
from korgan.channels.models import Fate, Inbound
from korgan.channels.registering import work_off
from korgan.channels.telegram.channel import config_of, hook_secret
from korgan.channels.tests.listening import city_with, listening
from korgan.intake.models import Message
from korgan.wsgi import application
from tests.cast import City, until
from tests.telegram import AIGERIM, BotApi, bot_api


@pytest.fixture
def telegram() -> Iterator[BotApi]:
    with bot_api() as server:
        yield server


@pytest.fixture
def korgan(db: None, telegram: BotApi) -> City:
    return city_with(telegram, webhook="1")


def secret(korgan: City) -> str:
    return hook_secret(config_of(korgan.telegram))


def bring(korgan: City, body: Any, token: str | None = None, **where: Any) -> tuple[int, Any]:
    content = body if isinstance(body, str | bytes) else json.dumps(body)
    address = f"/hooks/{where.get('kind', 'telegram')}/{where.get('account', korgan.telegram.pk)}"
    proof = {"X-Telegram-Bot-Api-Secret-Token": secret(korgan) if token is None else token}
    answer = Client().post(address, content, content_type="application/json", headers=proof)
    return answer.status_code, answer.json()


def written(telegram: BotApi, text: str = "На Крепостной авария") -> Any:
    telegram.writes(AIGERIM, text)
    return telegram.pending.pop()


def test_an_update_is_stored_raw_and_answered_before_anything_else(korgan: City, telegram: BotApi) -> None:
    update = written(telegram)
    assert bring(korgan, update) == (200, {"ok": True})
    kept = Inbound.objects.get()
    assert (json.loads(kept.body), kept.sender, kept.fate) == (update, str(AIGERIM.id), Fate.WAITING)
    assert Message.objects.count() == 0


def test_a_redelivery_is_answered_and_stays_one(korgan: City, telegram: BotApi) -> None:
    update = written(telegram)
    for _ in range(3):
        assert bring(korgan, update)[0] == 200
        work_off(korgan.telegram, path.register)
    assert Inbound.objects.count() == Message.objects.count() == 1


@pytest.mark.parametrize("token", ["", "wrong", "ключ"])
def test_who_cannot_prove_to_be_telegram_is_turned_away(korgan: City, telegram: BotApi, token: str) -> None:
    assert bring(korgan, written(telegram), token=token.encode().decode("latin-1")) == (403, {"error": "forged"})
    assert not Inbound.objects.exists()


def test_the_proof_is_of_this_bot_alone(korgan: City, telegram: BotApi) -> None:
    other = config_of(korgan.telegram).model_copy(update={"token": type(config_of(korgan.telegram).token)("7:other")})
    assert bring(korgan, written(telegram), token=hook_secret(other))[0] == 403


def test_a_polled_account_has_no_webhook(telegram: BotApi, db: None) -> None:
    korgan = city_with(telegram)
    assert bring(korgan, written(telegram))[0] == 403


DEEP = "[" * 5000 + "]" * 5000
MALFORMED = [
    *("", "{", "[]", "null", "5", '"x"', "{}", b"\xff", "[" * 100_000),
    *('{"update_id": "7"}', '{"update_id": true}', '{"update_id": 1.5}', '{"update_id": ' + "9" * 5000 + "}"),
    '{"update_id": ' + "9" * 20 + "}",
    '{"update_id": 1, "x": ' + DEEP + "}",
]
WELL_FORMED = [{"mind_reading": {"thought": "?"}}, {"message": "помогите"}, {}]


@pytest.mark.parametrize("body", MALFORMED, ids=range(len(MALFORMED)))
def test_what_is_malformed_is_400_and_not_kept(korgan: City, body: str | bytes) -> None:
    assert bring(korgan, body) == (400, {"error": "malformed"})
    assert not Inbound.objects.exists()


def test_an_oversized_body_is_refused(korgan: City) -> None:
    status, _ = bring(korgan, {"update_id": 1, "x": "x" * 300_000})
    assert status in (400, 413)
    assert not Inbound.objects.exists()


@pytest.mark.parametrize("content", WELL_FORMED)
def test_what_is_well_formed_but_unknown_is_200_and_counted(korgan: City, content: Any) -> None:
    assert bring(korgan, {"update_id": 1, **content})[0] == 200
    work_off(korgan.telegram, path.register)
    assert Inbound.objects.get().fate in (Fate.IGNORED, Fate.REFUSED)
    assert Inbound.objects.get().why


@pytest.mark.parametrize("text", ["помогите\x00", "\ud83d", "‮"])
def test_what_jsonb_would_refuse_is_kept(korgan: City, telegram: BotApi, text: str) -> None:
    assert bring(korgan, written(telegram, text))[0] == 200
    assert bring(korgan, '{"update_id": 7, "x": 1e999, "y": NaN}')[0] == 200
    assert Inbound.objects.count() == 2


def test_an_unknown_or_closed_account_is_not_there(korgan: City, telegram: BotApi) -> None:
    update = written(telegram)
    assert bring(korgan, update, account=9999)[0] == 404
    assert bring(korgan, update, kind="app")[0] == 404
    korgan.telegram.is_open = False
    korgan.telegram.save()
    assert bring(korgan, update)[0] == 404


def test_only_post_brings(korgan: City) -> None:
    assert Client().get(f"/hooks/telegram/{korgan.telegram.pk}").status_code == 405


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name is wsgiref's
        """A test tells what it saw."""


def closing(environ: Any, start_response: Any) -> Any:
    try:
        return list(application(environ, start_response))
    finally:
        connection.close()


@contextmanager
def public_address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, closing, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_from_the_telephone_by_the_webhook_to_a_registered_message(
    fresh_database: str, telegram: BotApi, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    monkeypatch.setattr(work, "ACCOUNTS_S", 0.05)
    korgan = city_with(telegram, webhook="1")
    with public_address() as address:
        settings.PUBLIC_URL = address
        with listening():
            telegram.writes(AIGERIM, "На Крепостной авария")
            until(lambda: Message.objects.count() == 1)
            until(lambda: not telegram.pending)
    assert telegram.webhook["url"] == f"{address}/hooks/telegram/{korgan.telegram.pk}"
    assert telegram.asked("getUpdates") == []

"""The whole story at DEBUG, with a name, a phone, a text and a token that can be found again: no log holds any."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction

from korgan.channels.models import Account, Inbound
from korgan.channels.tests.listening import city_with, take_in, take_steps
from korgan.handling import actions as handling
from korgan.intake.models import Appeal
from korgan.logs import Json, Line, logging_of, request_id
from korgan.people.models import Contact
from korgan.reply.actions import reply
from korgan.reply.sending import send_due
from tests.cast import NIGHT, at_console, key, phone
from tests.telegram import BotApi, Citizen, bot_api

NAME, PHONE, TEXT, ANSWER = "Нургуль-Маркер", "+77019998877", "тайная-фраза-маркер", "секретный-ответ-маркер"
WHO = Citizen(600600, NAME)


@pytest.fixture
def telegram() -> Iterator[BotApi]:
    with bot_api() as server:
        yield server


@pytest.fixture(params=["line", "json"])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Everything anybody logs, as the product would write it."""
    written, root = io.StringIO(), logging.getLogger()
    chosen = logging_of("DEBUG", request.param)
    kept = {name: logging.getLogger(name).level for name in chosen["loggers"]}
    handler = logging.StreamHandler(written)
    handler.setFormatter(Json() if request.param == "json" else Line())
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for name, asked in chosen["loggers"].items():
        logging.getLogger(name).setLevel(asked["level"])
    yield written
    root.removeHandler(handler)
    root.setLevel(before)
    for name, level in kept.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.django_db
def test_the_whole_story_leaves_nothing_personal_in_the_log(log: io.StringIO, telegram: BotApi) -> None:
    korgan = city_with(telegram)
    telegram.chats[WHO.id] = WHO.chat
    telegram.writes(WHO, f"{TEXT} {PHONE}")
    take_in(korgan.telegram, telegram)
    take_steps()
    appeal = Appeal.objects.get()
    handling.take(appeal.pk, korgan.omarov, NIGHT)
    for failing in (False, True):
        if failing:
            telegram.refuses("sendMessage", 400, f"Bad Request: {TEXT}")
        reply(appeal.pk, ANSWER, korgan.omarov, NIGHT)
        send_due(korgan.telegram.pk, lambda: NIGHT)
    report = {"client_key": str(key()), "text": TEXT, "language": "ru", "at": NIGHT.isoformat()}
    phone().post("/api/citizen/appeals", report, content_type="application/json")
    phone().post("/api/citizen/appeals", {"text": TEXT, "name": NAME}, content_type="application/json")
    at_console(korgan.omarov).get(f"/api/console/appeals/{appeal.pk}")
    goes_wrong(korgan.telegram, telegram)
    told = log.getvalue()
    assert "an update could not be registered" in told
    for secret in (NAME, PHONE, TEXT, ANSWER, telegram.token):
        assert secret not in told
        assert json.dumps(secret)[1:-1] not in told


def goes_wrong(account: Account, telegram: BotApi) -> None:
    """An update that cannot be registered; the exception quotes what the citizen wrote, as a database does."""

    def broken(account: Account, said: object) -> None:
        raise ValueError(f"Key (text)=({said}) already exists")

    telegram.writes(WHO, f"ещё {TEXT}")
    take_in(account, telegram, broken)
    try:
        with transaction.atomic():
            Contact.objects.create(scheme="telegram", address=PHONE, name=NAME)
            Contact.objects.create(scheme="telegram", address=PHONE, name=NAME)
    except IntegrityError:
        logging.getLogger("korgan").exception("a row was refused")
    assert Inbound.objects.filter(fate="").exists()


def test_json_is_one_object_a_line_with_the_requests_id() -> None:
    token = request_id.set("abcdef0123456789")
    try:
        raise KeyError(TEXT)
    except KeyError:
        record = logging.LogRecord("korgan", logging.ERROR, __file__, 1, "it %s", ("broke",), None)
        record.exc_info = (KeyError, KeyError(TEXT), None)
        told = json.loads(Json().format(record))
    finally:
        request_id.reset(token)
    assert (told["message"], told["request"], told["exception"]) == (
        "it broke",
        "abcdef0123456789",
        ["builtins.KeyError"],
    )


def test_a_chain_of_exceptions_that_bites_its_tail_comes_to_an_end(log: io.StringIO) -> None:
    """As those of the jobs' connector do when the database goes away: whoever told of one told for ever."""
    one, other = ValueError(), KeyError()
    one.__cause__, other.__cause__ = other, one
    logging.getLogger("korgan").error("broken", exc_info=one)
    assert log.getvalue().count("builtins.ValueError") == log.getvalue().count("builtins.KeyError") == 1

"""Promises 1, 2 and 6 while the database is away: everybody is told so in words, nothing is confirmed to Telegram, and
when it is back everything goes on by itself, once."""

import json
from uuid import uuid4

import pytest

from bench.screen import signed_in
from tests.e2e.stack import Stack, answers, until
from tests.faults.asking import ask, port_of, told
from tests.faults.breaking import away
from tests.faults.citizens import body
from tests.live.listening import Listener, Refused
from tests.telegram import AIGERIM, BotApi

COMES_BACK_IN_S = 240.0  # on a busy machine; seconds on an idle one
WORDS = "Нападение у вокзала, двое с ножами"
SAID = f"select count(*) as times from intake_part where text = '{WORDS}'"


def test_everybody_is_told_and_all_goes_on_when_it_is_back(stack: Stack, telegram: BotApi) -> None:
    operator, cookie = signed_in(stack.url), "korgan_key=" + "k" * 43
    report = json.dumps(body(str(uuid4()))).encode()
    with Listener(port_of(stack), "/live/console", operator) as screen:
        screen.next("beat")
        with away(stack):
            with pytest.raises(EOFError):  # an open screen is let go of, and says itself that it is stale
                screen.next("reset")
            status, said, headers = told(stack, "POST", "/api/citizen/appeals", report, cookie)
            assert (status, said["error"], headers["retry-after"]) == (503, "not_received", "5")
            status, said, headers = told(stack, "GET", "/api/console/queue", None, operator)
            assert (status, said["error"], headers["retry-after"]) == (503, "away", "5")
            with pytest.raises(Refused) as refused:
                Listener(port_of(stack), "/live/console", operator)
            assert (refused.value.status, refused.value.body["error"]) == (503, "not_received")
            assert stack.get("/healthz") == {"ok": True}
            telegram.writes(AIGERIM, WORDS)
            asked = len(telegram.calls)
            until(lambda: len(telegram.calls) > asked or telegram.pending, 30, "the worker gave up")
            assert len(telegram.pending) == 1
    until(lambda: answers(stack), COMES_BACK_IN_S, "it did not come back")
    assert told(stack, "POST", "/api/citizen/appeals", report, cookie)[0] == 201
    until(lambda: not telegram.pending, COMES_BACK_IN_S, "the worker did not go on")
    until(lambda: ask(stack.data, SAID) == [{"times": 1}], COMES_BACK_IN_S, "what came meanwhile is not registered")
    with Listener(port_of(stack), "/live/console", operator, screen.last_id) as again:
        assert again.next("entry", "reset").name == "entry"

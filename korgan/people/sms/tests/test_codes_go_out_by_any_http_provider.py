"""A provider is described by settings; a real server on this machine stands for it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from korgan.environment import Sms
from korgan.people import sending
from korgan.people.codes import digits
from korgan.people.identity import PhoneCode
from korgan.people.models import Contact
from korgan.people.sms.base import Rejected, Unreachable
from korgan.people.sms.http import HttpSms

PHONE = "+77015550102"
SMS = Sms(
    provider="http", url="", method="POST", headers={"Authorization": "Bearer {token}"}, token="s3cret",
    body='{"to": "{phone}", "text": "{text}"}', success='"ok": *true', regions=("KZ",), per_hour=10,
)  # fmt: skip


class Gateway:
    """What it was asked, and what it answers."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.status, self.answer = 200, b'{"ok": true}'


@contextmanager
def open_gateway() -> Iterator[tuple[str, Gateway]]:
    gateway = Gateway()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            gateway.asked.append((self.command, self.path, dict(self.headers.items()), body))
            self.send_response(gateway.status)
            self.send_header("Content-Length", str(len(gateway.answer)))
            self.end_headers()
            self.wfile.write(gateway.answer)

        do_GET = do_POST  # noqa: N815  # the library's name

        def log_message(self, *said: object) -> None:
            """Silent."""

    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sms", gateway
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def gateway() -> Iterator[tuple[str, Gateway]]:
    with open_gateway() as opened:
        yield opened


def test_json_is_filled_and_escaped(gateway: tuple[str, Gateway]) -> None:
    url, outside = gateway
    HttpSms(replace(SMS, url=url)).send(PHONE, 'код "123456" {token}\n')
    ((method, _, headers, body),) = outside.asked
    assert (method, headers["Authorization"]) == ("POST", "Bearer s3cret")
    assert json.loads(body) == {"to": PHONE, "text": 'код "123456" {token}\n'}, "what a value holds is not filled again"


def test_an_address_is_filled_and_escaped(gateway: tuple[str, Gateway]) -> None:
    url, outside = gateway
    HttpSms(replace(SMS, url=url + "?to={phone}&msg={text}&key={token}", method="GET", headers={})).send(PHONE, "a&b=c")
    asked = parse_qs(urlsplit(outside.asked[0][1]).query)
    assert asked == {"to": [PHONE], "msg": ["a&b=c"], "key": ["s3cret"]}


def test_a_form_is_filled_and_escaped(gateway: tuple[str, Gateway]) -> None:
    url, outside = gateway
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    HttpSms(replace(SMS, url=url, headers=headers, body="phone={phone}&text={text}")).send(PHONE, "a&b")
    assert parse_qs(outside.asked[0][3].decode()) == {"phone": [PHONE], "text": ["a&b"]}


@pytest.mark.parametrize(
    ("status", "answer", "trouble"),
    [
        (200, b'{"ok": false}', Rejected),
        (400, b"", Rejected),
        (401, b"", Rejected),
        (429, b"", Unreachable),
        (503, b"", Unreachable),
    ],
)
def test_what_was_not_taken_is_told(
    gateway: tuple[str, Gateway], status: int, answer: bytes, trouble: type[Exception]
) -> None:
    url, outside = gateway
    outside.status, outside.answer = status, answer
    with pytest.raises(trouble) as told:
        HttpSms(replace(SMS, url=url)).send(PHONE, "123456")
    assert "s3cret" not in str(told.value)
    assert "123456" not in str(told.value)


def test_nobody_answers() -> None:
    with pytest.raises(Unreachable):
        HttpSms(replace(SMS, url="http://127.0.0.1:9/{token}")).send(PHONE, "123456")


def asked_code() -> PhoneCode:
    contact, now = Contact.objects.create(scheme="app", address="aigerim"), datetime.now(UTC)
    return PhoneCode.objects.create(
        phone=PHONE, contact=contact, client="", language="kk", asked_at=now, expires_at=now + timedelta(minutes=5)
    )


@pytest.mark.django_db
def test_a_code_is_sent_once_and_only_while_it_is_valid(
    gateway: tuple[str, Gateway], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, outside = gateway
    monkeypatch.setattr(sending, "provider", lambda: HttpSms(replace(SMS, url=url)))
    code = asked_code()
    outside.status = 503
    with pytest.raises(Unreachable):
        sending.send_code(code.pk, datetime.now(UTC))
    outside.status = 200
    for _ in range(2):
        sending.send_code(code.pk, datetime.now(UTC))
    assert len(outside.asked) == 2, "tried again after the trouble, then never more"
    said = json.loads(outside.asked[1][3])
    assert said["to"] == PHONE
    assert digits(code.pk) in said["text"]
    assert "кіру коды" in said["text"], "in the citizen's language"
    late = asked_code_of(code)
    sending.send_code(late.pk, late.expires_at)
    assert len(outside.asked) == 2


def asked_code_of(earlier: PhoneCode) -> PhoneCode:
    PhoneCode.objects.update(ended_at=earlier.expires_at)
    return PhoneCode.objects.create(
        phone=PHONE, contact=earlier.contact, client="", language="ru", consent="", expires_at=earlier.expires_at
    )


@pytest.mark.django_db
def test_a_code_that_was_refused_for_good_may_be_asked_for_anew(
    gateway: tuple[str, Gateway], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    url, outside = gateway
    outside.answer = b'{"ok": false, "why": "no money"}'
    monkeypatch.setattr(sending, "provider", lambda: HttpSms(replace(SMS, url=url)))
    code = asked_code()
    sending.send_code(code.pk, datetime.now(UTC))
    code.refresh_from_db()
    assert (code.trouble, code.ended_at is not None) == ("not_accepted", True)
    assert digits(code.pk) not in caplog.text
    assert PHONE not in caplog.text


@pytest.mark.django_db
def test_codes_and_telephones_are_forgotten_after_a_day() -> None:
    code = asked_code()
    assert sending.forget_codes(code.asked_at + timedelta(hours=23)) == 0
    assert sending.forget_codes(code.asked_at + timedelta(hours=25)) == 1

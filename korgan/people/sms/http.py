"""Any provider with an HTTP interface, described by settings: URL, method, headers, body, and what its answer says when
it has taken the message. {phone}, {text} and {token} are filled in, each escaped for where it stands."""

import json
import re
from collections.abc import Callable
from typing import Protocol
from urllib.parse import quote

import httpx

from korgan.people.sms.base import Rejected, Unreachable

PATIENCE_S = 10.0
PASSING = frozenset({408, 425, 429})


class Settings(Protocol):
    @property
    def url(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def headers(self) -> dict[str, str]: ...
    @property
    def token(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def success(self) -> str: ...


def in_url(text: str) -> str:
    return quote(text, safe="")


def in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def in_header(text: str) -> str:
    return re.sub(r"[\r\n]", " ", text)


def filled(template: str, values: dict[str, str], escaped: Callable[[str], str]) -> str:
    """One pass: what a value holds is never filled again."""
    return re.sub(r"\{(phone|text|token)\}", lambda named: escaped(values[named[1]]), template)


class HttpSms:
    def __init__(self, given: Settings, transport: httpx.BaseTransport | None = None) -> None:
        self.given, self.transport = given, transport

    def send(self, phone: str, text: str) -> None:
        values = {"phone": phone, "text": text, "token": self.given.token}
        try:
            with httpx.Client(timeout=PATIENCE_S, transport=self.transport, trust_env=False) as client:
                answer = client.send(self.request(values))
        except (httpx.TransportError, httpx.InvalidURL) as trouble:
            # Its own words may hold the address, and the address the token and the code.
            raise Unreachable(type(trouble).__name__) from None
        self.judge(answer)

    def request(self, values: dict[str, str]) -> httpx.Request:
        headers = {name: filled(value, values, in_header) for name, value in self.given.headers.items()}
        kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "application/json")
        escaped = in_json if "json" in kind else in_url
        url = filled(self.given.url, values, in_url)
        if self.given.method == "GET":
            return httpx.Request("GET", url, headers=headers)
        body = filled(self.given.body, values, escaped).encode()
        return httpx.Request(self.given.method, url, headers={"Content-Type": kind, **headers}, content=body)

    def judge(self, answer: httpx.Response) -> None:
        if answer.status_code >= 500 or answer.status_code in PASSING:
            raise Unreachable(str(answer.status_code))
        if not answer.is_success:
            raise Rejected(str(answer.status_code))
        # Many answer 200 to a message they did not take.
        if not re.search(self.given.success, answer.text):
            raise Rejected("not_accepted")

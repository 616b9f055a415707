"""What the tests of faults ask of a running product: by its API, by its command line, and past it."""

import json
import secrets
import subprocess
import sys
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from psycopg.rows import dict_row

from korgan.environment import embedded_url
from tests.e2e.stack import Stack, clean_environment
from tests.faults.citizens import body

Answer = tuple[int, dict[str, Any]]


def port_of(stack: Stack) -> int:
    return urlsplit(stack.url).port or 0


def ask(data: Path, statement: str) -> list[dict[str, Any]]:
    """Of the product's own database."""
    return asked(embedded_url(data), statement)


def asked(url: str, statement: str) -> list[dict[str, Any]]:
    with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:
        found = connection.execute(statement.encode())
        return found.fetchall() if found.description else []


def korgan(data: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """One korgan command in the product's place, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "korgan", *words],
        env={**clean_environment(), "KORGAN_DATA": str(data), **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def sent(stack: Stack, method: str, path: str, content: bytes | None, cookie: str) -> Answer:
    """Status and what was said; no answer within ten seconds is a fault."""
    return told(stack, method, path, content, cookie)[:2]


def told(
    stack: Stack, method: str, path: str, content: bytes | None, cookie: str, **more: str
) -> tuple[int, dict[str, Any], dict[str, str]]:
    """What was said besides: its headers, in small letters."""
    token = next((one.partition("=")[2] for one in cookie.split("; ") if one.startswith("csrftoken=")), "")
    headers = {"Content-Type": "application/json", "Origin": stack.url, "Cookie": cookie, "X-CSRFToken": token}
    named = {name.replace("_", "-"): value for name, value in more.items()}
    asked = urllib.request.Request(stack.url + path, content, {**headers, **named}, method=method)
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.status, json.loads(answer.read() or b"{}"), small(answer.headers)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.loads(refused.read() or b"{}"), small(refused.headers)


def small(headers: Message) -> dict[str, str]:
    return {name.lower(): str(value) for name, value in headers.items()}


class Phone:
    """A citizen with a key of his own."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.cookie = stack, f"korgan_key={secrets.token_urlsafe(32)}"

    def reports(self, photo: str | None = None, key: str | None = None) -> Answer:
        report = body(key or str(uuid4())) | {"photos": [photo] if photo else []}
        return sent(self.stack, "POST", "/api/citizen/appeals", json.dumps(report).encode(), self.cookie)

    def announces(self, address: str, content: bytes) -> tuple[int, dict[str, Any], dict[str, str]]:
        return self.asks("POST", address, None, Upload_Length=str(len(content)))

    def goes_on(self, address: str, content: bytes) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Brings what is not there yet."""
        status, said, headers = self.asks("HEAD", address, None)
        if status != 200:
            return status, said, headers
        offset = headers["upload-offset"]
        kind = "application/offset+octet-stream"
        return self.asks("PATCH", address, content[int(offset) :], Upload_Offset=offset, Content_Type=kind)

    def asks(
        self, method: str, address: str, content: bytes | None, **more: str
    ) -> tuple[int, dict[str, Any], dict[str, str]]:
        return told(self.stack, method, address, content, self.cookie, Tus_Resumable="1.0.0", **more)


def address_of(appeal: str, photo: str) -> str:
    return f"/upload/citizen/{appeal}/{photo}"


REGISTERED = """
select a.number, split_part(p.external_id, ':', 1) as key from intake_appeal a
join intake_message m on m.appeal_id = a.id and m.direction = 'in'
join intake_part p on p.message_id = m.id and p.kind = 'text'
where a.account_id = (select min(id) from channels_account where kind = 'app')
"""


def registered(data: Path) -> list[tuple[str, str]]:
    """Number and client key of every appeal by the app; each report opens a thread of its own, named by its key."""
    return [(row["number"], row["key"]) for row in ask(data, REGISTERED)]

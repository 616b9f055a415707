"""A screen's end of a stream: reads events, remembers the last id, resumes by it."""

import http.client
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from korgan.people.models import User

SILENCE_S = 30.0


@dataclass(frozen=True)
class Event:
    name: str
    id: str
    data: dict[str, Any]

    @property
    def seq(self) -> int:
        return int(self.data["seq"])


class Refused(Exception):
    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(f"{status} {body}")
        self.status, self.body = status, body


class Listener:
    """An open stream; `last_id` outlives it."""

    def __init__(self, port: int, path: str, cookie: str = "", last_id: str = "") -> None:
        self.last_id = last_id
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SILENCE_S)
        headers = {"Cookie": cookie, **({"Last-Event-ID": last_id} if last_id else {})}
        try:
            self.connection.request("GET", path, headers=headers)
            self.answer = self.connection.getresponse()
        except BaseException:
            self.connection.close()
            raise
        if self.answer.status != 200:
            with self:
                raise Refused(self.answer.status, json.loads(self.answer.read()))

    def __enter__(self) -> "Listener":
        return self

    def __exit__(self, *_: object) -> None:
        self.answer.close()
        self.connection.close()

    def events(self) -> Iterator[Event]:
        """Until the stream ends."""
        fields: dict[str, str] = {}
        while line := self.answer.readline():
            text = line.decode().rstrip("\n")
            if text:
                name, _, value = text.partition(": ")
                fields[name] = value
            elif "data" in fields:
                self.last_id = fields.get("id", self.last_id)
                yield Event(fields.get("event", "message"), fields.get("id", ""), json.loads(fields["data"]))
                fields = {}
            else:
                fields = {}

    def next(self, *names: str, within: float = SILENCE_S) -> Event:
        """The next event of one of these names."""
        deadline = time.monotonic() + within
        for event in self.events():
            if event.name in names:
                return event
            assert time.monotonic() < deadline, f"no {names} came"
        raise EOFError("the stream ended")

    def seqs_until(self, seq: int) -> list[int]:
        """The seqs of the entries heard up to one that must come, without it."""
        heard = []
        while (event := self.next("entry")).seq != seq:
            heard.append(event.seq)
        return heard


def signed_in(user: User) -> str:
    """The cookie of a session of this staff member."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def holding(key: str) -> str:
    """The cookie of a citizen."""
    return f"korgan_key={key}"

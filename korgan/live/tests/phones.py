"""A phone that has sent its report and now sends the photo it announced."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from starlette.concurrency import run_in_threadpool
from starlette.testclient import TestClient

from korgan.faces.citizen.key import COOKIE, new_key
from korgan.faces.citizen.shapes import Report
from korgan.faces.citizen.writing import report
from korgan.path import register
from tests.cast import NIGHT, OWN_ORIGIN, City, key


@dataclass
class Phone:
    """`secret` is the key in its cookie."""

    browser: TestClient
    secret: str
    appeal: str
    photo: str

    @property
    def url(self) -> str:
        return f"/upload/citizen/{self.appeal}/{self.photo}"

    def put(self, content: Any, **headers: str) -> Any:
        given = {"Origin": OWN_ORIGIN, "Cookie": f"{COOKIE}={self.secret}", **headers}
        return self.browser.put(self.url, content=content, headers=given)


def phone_of(korgan: City, browser: TestClient) -> Phone:
    secret, photo = new_key(), key()
    asked = Report(client_key=key(), text="Авария", language="ru", photos=[photo], at=NIGHT)
    registered = register(korgan.app, report(asked, secret, NIGHT))
    return Phone(browser, secret, str(registered.appeal), str(photo))


async def in_a_thread(act: Callable[..., Any], *given: Any) -> Any:
    """As Starlette does it; but a test's database goes away, so no thread may keep a connection to it."""

    def once() -> Any:
        try:
            return act(*given)
        finally:
            connection.close()

    return await run_in_threadpool(once)

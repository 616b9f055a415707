"""Promise 11: no outside request by default. The product's processes are watched from their first line on, in all
stories that came before too, and each browser tells every request. The outside systems of the tests stand here too."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

from korgan.evidence.tests.photos import photo
from tests.e2e.conftest import DESK, HERE, PHONE, WATCH, sign_in
from tests.e2e.people import Citizen, Operator
from tests.e2e.stack import Stack

PAGES = ["/", "/report", "/appeals", "/sign-in", "/my-data", "/api/docs", "/console/", "/admin/", "/nothing"]


def hosts(context: BrowserContext) -> set[str | None]:
    """Whom its pages ask from now on; what a page holds itself has no host."""
    asked: set[str | None] = set()
    context.on("request", lambda request: asked.add(urlsplit(request.url).hostname))
    return asked


def test_neither_a_screen_nor_a_process_asks_anybody_else(
    korgan: Stack, contexts: Callable[..., BrowserContext], watched: Path
) -> None:
    desk, street = contexts(**DESK), contexts(**PHONE, geolocation=HERE, permissions=["geolocation"])
    asked = hosts(desk), hosts(street)
    page, aigerim = desk.new_page(), Citizen(street.new_page())
    page.goto("/console/")
    sign_in(page, "operator2")
    operator = Operator(page)
    number = aigerim.reports("На Крепостной авария, есть пострадавшие", photo(), with_place=True)
    operator.takes(number)
    expect(page.get_by_test_id("pin")).to_be_visible()
    operator.answers("Наряд едет к вам.")
    aigerim.opens_the_conversation()
    aigerim.reads("Наряд едет к вам.")
    for address in PAGES:
        page.goto(address)
        aigerim.page.goto(address)
    assert [one - {None, ""} for one in asked] == [{"127.0.0.1"}] * 2
    told = watched.read_text().splitlines()
    assert [line for line in told if line.startswith("outside")] == []
    for process in ("uvicorn", "korgan"):
        assert any(line.startswith("watching") and process in line for line in told), f"{process} was not watched"


@pytest.mark.parametrize(
    "asking",
    [
        "import httpx; httpx.get('http://tiles.invalid/1')",
        "import socket; socket.socket().connect(('203.0.113.1', 9))",
        "import asyncio; asyncio.run(asyncio.open_connection('198.51.100.1', 9))",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('203.0.113.1', 9))",
    ],
)
def test_whatever_asks_somebody_else_is_seen(tmp_path: Path, asking: str) -> None:
    """What watches would tell."""
    written = tmp_path / "watched"
    environment = {**os.environ, "PYTHONPATH": str(WATCH), "KORGAN_WATCHED": str(written)}
    # Told before it goes out, and nobody waits for an answer.
    limited = f"import signal; signal.alarm(5)\n{asking}"
    subprocess.run([sys.executable, "-c", limited], env=environment, capture_output=True)
    assert "outside: " in written.read_text()

"""The running product, a real browser, and Telegram as the bot sees it: one of each for all stories. They end with the
last story: the browser's driver keeps an event loop running, in which no other asynchronous test could."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from korgan.machine.tests.people import IS_ROOT, place
from tests.e2e.stack import DEMO_PASSWORD, Stack, running
from tests.telegram.bot_api import TOKEN, BotApi
from tests.telegram.server import bot_api

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
# Software rendering for the map; nothing of the browser's own asks the outside.
FLAGS = [
    "--no-sandbox",
    "--enable-unsafe-swiftshader",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "ru-RU"}
DESK = {"viewport": {"width": 1680, "height": 950}, "locale": "ru-RU"}
# A corner of Крепостная in the demo's town.
HERE = {"longitude": 69.1487, "latitude": 54.8705, "accuracy": 12}

WATCH = Path(__file__).parent / "watch"
# What the browser says when it refuses something by our own policy.
POLICY = "Content Security Policy"

OpenConsole = Callable[[str], Page]
OpenPhone = Callable[[], Page]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All stories share one product, so they run in one of the parallel workers."""
    for item in items:
        if "tests/e2e" in item.path.as_posix():
            item.add_marker(pytest.mark.xdist_group("e2e"))


@pytest.fixture(scope="package")
def telegram() -> Iterator[BotApi]:
    with bot_api() as api:
        yield api


@pytest.fixture(scope="package")
def watched() -> Iterator[Path]:
    """What the product's processes ask of other machines; whoever they run as may write it."""
    with place("root" if IS_ROOT else "user") as folder:
        written = folder / "watched"
        written.touch()
        written.chmod(0o666)
        yield written


@pytest.fixture(scope="package")
def korgan(telegram: BotApi, watched: Path) -> Iterator[Stack]:
    environment = {
        "PYTHONPATH": str(WATCH),
        "KORGAN_WATCHED": str(watched),
        "KORGAN_TELEGRAM_TOKEN": TOKEN,
        "KORGAN_TELEGRAM_API_URL": telegram.url,
        "KORGAN_SIGNATURES": "trial",
    }
    with place("root" if IS_ROOT else "user") as folder, running(folder / "data", **environment) as stack:
        yield stack


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: the browser tests need it")
    os.environ.setdefault("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def contexts(chromium: Browser, korgan: Stack) -> Iterator[Callable[..., BrowserContext]]:
    """Browsers of different people; whatever a page throws or the policy refuses fails the test."""
    thrown: list[str] = []
    with ExitStack() as opened:

        def context(**given: object) -> BrowserContext:
            made = chromium.new_context(**{"base_url": korgan.url, **given})
            opened.callback(made.close)
            made.on("weberror", lambda error: thrown.append(str(error.error)))
            made.on("console", lambda said: thrown.append(said.text) if POLICY in said.text else None)
            made.set_default_timeout(15_000)
            return made

        yield context
    assert thrown == []


@pytest.fixture
def phone(contexts: Callable[..., BrowserContext]) -> OpenPhone:
    """A citizen's phone, which tells where it is."""
    return lambda: contexts(**PHONE, geolocation=HERE, permissions=["geolocation"]).new_page()


@pytest.fixture
def console(contexts: Callable[..., BrowserContext], korgan: Stack) -> OpenConsole:
    """An operator's desk, signed in."""

    def opened(username: str) -> Page:
        page = contexts(**DESK).new_page()
        page.goto("/console/")
        sign_in(page, username)
        return page

    return opened


def sign_in(page: Page, username: str) -> None:
    """Through the same door as the sign-in screen, without its keys."""
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")
    answer = page.request.post(
        "/_allauth/browser/v1/auth/login",
        data={"username": username, "password": DEMO_PASSWORD},
        headers={"X-CSRFToken": token, "Origin": page.url.split("/console")[0]},
    )
    assert answer.ok, answer.text()
    page.reload()

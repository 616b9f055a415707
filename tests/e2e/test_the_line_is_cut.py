"""Promises 1, 2 and 6 before a person's eyes: a failing line loses nothing, doubles nothing, and is not hidden."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

from korgan.evidence.tests.photos import photo
from tests.e2e.conftest import DESK, HERE, PHONE, OpenConsole, OpenPhone, sign_in
from tests.e2e.people import Citizen, Operator
from tests.e2e.stack import Stack
from tests.live.proxy import Proxy, proxy

Contexts = Callable[..., BrowserContext]


@pytest.fixture
def line(korgan: Stack) -> Iterator[Proxy]:
    with proxy(urlsplit(korgan.url).port or 0) as between:
        yield between


def test_a_console_catches_up_after_a_cut_each_row_once(line: Proxy, contexts: Contexts, phone: OpenPhone) -> None:
    page = contexts(**{**DESK, "base_url": line.url}).new_page()
    page.goto("/console/")
    sign_in(page, "operator2")
    operator, aigerim = Operator(page), Citizen(phone())
    before = aigerim.reports("Громкая музыка ночью")
    operator.opens(before)
    line.refuse()
    missed = [aigerim.reports(f"Громкая музыка ночью, подъезд {entrance}") for entrance in (2, 3, 4)]
    line.allow()
    for number in missed:
        operator.row(number)
        assert page.locator(f'[data-number="{number}"]').count() == 1
    line.cut()
    operator.row(aigerim.reports("Громкая музыка ночью, подъезд 5"))


def test_an_unsent_report_says_so_and_goes_once_when_the_line_is_back(
    line: Proxy, contexts: Contexts, console: OpenConsole
) -> None:
    page = contexts(**{**PHONE, "base_url": line.url}, geolocation=HERE, permissions=["geolocation"]).new_page()
    aigerim, operator = Citizen(page), Operator(console("operator2"))
    words = "Сломали домофон, лезут в подвал"
    aigerim.begins(words, photo())
    line.refuse()
    page.get_by_test_id("send").click()
    waiting = page.get_by_test_id("waiting")
    expect(waiting).to_contain_text("Ещё не получено")
    expect(page.get_by_role("link", name="Позвонить 102").first).to_have_attribute("href", "tel:102")
    line.allow()
    # By itself: each further try of the app waits a little longer.
    expect(page.get_by_test_id("appeal").first).to_contain_text("102-KKS-", timeout=60_000)
    expect(waiting).to_have_count(0)
    number = next(word for word in page.get_by_test_id("appeal").first.inner_text().split() if word.startswith("102-"))
    operator.takes(number)
    expect(operator.page.get_by_test_id("veiled")).to_be_visible()
    queue = operator.page.request.get("/api/console/queue?limit=500").json()["appeals"]
    assert [appeal["number"] for appeal in queue if appeal["subject"] == words] == [number]


def test_the_app_opens_without_a_line_and_keeps_what_was_written(line: Proxy, contexts: Contexts) -> None:
    page = contexts(**{**PHONE, "base_url": line.url}).new_page()
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready")
    page.goto("/report")
    page.get_by_test_id("text").fill("Подозрительный человек у школы")
    line.refuse()
    page.reload()
    expect(page.get_by_test_id("text")).to_have_value("Подозрительный человек у школы")
    page.goto("/")
    expect(page.get_by_role("link", name="Позвонить 102").first).to_be_visible()

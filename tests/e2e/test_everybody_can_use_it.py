"""Every screen in every theme: no accessibility fault that axe can see (WCAG 2.2 AA), nothing wider than the phone."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import PHONE, OpenConsole, OpenPhone
from tests.e2e.people import Citizen, Operator

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wider


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("language", ["kk-KZ", "ru-RU"])
def test_the_citizen_app(contexts: Callable[..., BrowserContext], language: str, look: str) -> None:
    narrow = {**PHONE, "viewport": {"width": 320, "height": 640}, "locale": language}
    page = contexts(**narrow, color_scheme=look).new_page()
    page.goto("/")
    expect(page.get_by_test_id("report")).to_be_visible()
    assert (faults(page), overflow(page)) == ([], 0)
    page.get_by_test_id("report").click()
    page.get_by_test_id("text").fill("Көшеде төбелес, пышағы бар адам жүр, тез келіңіздерші")
    assert (faults(page), overflow(page)) == ([], 0)
    page.get_by_test_id("continue").click()
    assert (faults(page), overflow(page)) == ([], 0)
    page.get_by_test_id("send").click()
    expect(page.get_by_test_id("number")).to_be_visible()
    assert (faults(page), overflow(page)) == ([], 0)
    page.get_by_test_id("open-chat").click()
    expect(page.get_by_role("log")).to_be_visible()
    assert (faults(page), overflow(page)) == ([], 0)


@pytest.mark.parametrize("theme", ["night", "day", "contrast"])
def test_the_console(console: OpenConsole, phone: OpenPhone, theme: str) -> None:
    page = console("operator2")
    page.evaluate("theme => localStorage.setItem('korgan.theme', theme)", theme)
    page.reload()
    operator = Operator(page)
    operator.takes(Citizen(phone()).reports("На Крепостной авария, есть пострадавшие", with_place=True))
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    assert faults(page) == []
    page.get_by_test_id("journal").click()
    assert faults(page) == []


def test_the_sign_in(contexts: Callable[..., BrowserContext]) -> None:
    page = contexts(locale="kk-KZ", viewport={"width": 390, "height": 844}).new_page()
    page.goto("/console/")
    expect(page.get_by_role("button", name="Кіру", exact=True)).to_be_visible()
    assert (faults(page), overflow(page)) == ([], 0)


def test_the_whole_path_by_keyboard(console: OpenConsole, phone: OpenPhone) -> None:
    page = console("operator2")
    number = Citizen(phone()).reports("Кража в магазине, вор ещё здесь")
    row = Operator(page).row(number)
    row.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("number")).to_have_text(number)
    page.keyboard.press("KeyA")
    expect(page.get_by_test_id("reply")).to_be_visible()
    page.keyboard.press("KeyR")
    page.keyboard.type("Наряд едет.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("message").last).to_contain_text("Наряд едет.")

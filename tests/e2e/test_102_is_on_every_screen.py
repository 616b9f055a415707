"""Promise 12: emergency first. Every screen of the citizen app offers the 102 call, with the line and without it, and
says in plain words of what was not sent that nobody has received it."""

from playwright.sync_api import Page, expect

from korgan.faces.pages import citizen_app
from korgan.urls import urlpatterns
from tests.e2e.conftest import OpenPhone
from tests.e2e.people import Citizen

# The addresses that the server has for the app.
ADDRESSES = sorted(str(one.pattern) for one in urlpatterns if getattr(one, "callback", None) is citizen_app)
NOT_RECEIVED = "Полиция ещё не получила ваше сообщение."


def offers_the_call(page: Page) -> None:
    """In sight of whoever looks for it, and nothing lies over it."""
    expect(page.locator("h1")).to_be_attached()
    page.locator('a[href="tel:102"]').first.click(trial=True)


def test_every_address_of_the_app_offers_the_call(phone: OpenPhone) -> None:
    aigerim = Citizen(phone())
    aigerim.reports("Драка у магазина, один с ножом")
    appeal = aigerim.page.url.rpartition("/")[2]
    assert len(ADDRESSES) >= 7
    for language in ("ru", "kk"):
        aigerim.page.evaluate("language => localStorage.setItem('korgan.language', language)", language)
        for address in ADDRESSES:
            aigerim.page.goto("/" + address.replace("<uuid:_>", appeal))
            offers_the_call(aigerim.page)


def test_every_step_of_a_report_offers_the_call_and_without_a_line_says_that_nothing_was_received(
    phone: OpenPhone,
) -> None:
    page = phone()
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready")
    aigerim = Citizen(page)
    aigerim.begins("Лезут в окно первого этажа", with_place=True)
    offers_the_call(page)
    page.context.set_offline(True)
    page.get_by_test_id("send").click()
    expect(page.get_by_role("main")).to_contain_text(NOT_RECEIVED)
    expect(page.get_by_test_id("waiting")).to_contain_text("Ещё не получено")
    offers_the_call(page)
    page.reload()
    expect(page.get_by_test_id("waiting")).to_contain_text("Ещё не получено")
    offers_the_call(page)
    page.context.set_offline(False)
    expect(page.get_by_test_id("appeal").first).to_contain_text("102-", timeout=60_000)
    expect(page.get_by_text(NOT_RECEIVED)).to_have_count(0)


def test_what_is_said_in_a_conversation_without_a_line_is_not_received_either(phone: OpenPhone) -> None:
    aigerim = Citizen(phone())
    aigerim.reports("Громко кричат за стеной")
    aigerim.opens_the_conversation()
    expect(aigerim.page.get_by_role("log")).to_be_visible()
    aigerim.page.context.set_offline(True)
    aigerim.says("Уже дерутся")
    expect(aigerim.page.get_by_test_id("unsaid")).to_contain_text("Ещё не получено")
    offers_the_call(aigerim.page)
    aigerim.page.context.set_offline(False)
    expect(aigerim.page.get_by_test_id("unsaid")).to_have_count(0, timeout=60_000)


def test_a_screen_that_does_not_load_offers_the_call(phone: OpenPhone) -> None:
    """Something of ours is broken: never a blank page."""
    page = phone()
    page.context.route("**/assets/Appeals*", lambda route: route.abort())
    page.goto("/appeals")
    offers_the_call(page)

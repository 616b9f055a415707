"""She reports without an account, signs in by the code sent to her number on two phones and sees the same appeals."""

import re

from playwright.sync_api import Page, expect

from bench.house import ask
from tests.e2e.conftest import OpenPhone
from tests.e2e.people import PATIENCE_MS, Citizen
from tests.e2e.stack import Stack, until

NUMBER, SHOWN = "8 701 555 77 01", "+77015557701"
SMS = re.compile(rf"SMS to \{SHOWN}: (\d{{6}})")


def codes(korgan: Stack) -> list[str]:
    """What the developer's terminal shows instead of a provider."""
    return SMS.findall(korgan.log.read_text(errors="replace"))


def signs_in(page: Page, korgan: Stack) -> None:
    before = len(codes(korgan))
    page.goto("/appeals")
    page.get_by_test_id("my-data").click()
    page.get_by_test_id("sign-in").click()
    expect(page.get_by_role("link", name="102")).to_be_visible()
    page.get_by_test_id("phone").press_sequentially(NUMBER)
    page.get_by_test_id("agree").check()
    page.get_by_test_id("send-code").click()
    expect(page.get_by_test_id("code")).to_be_visible()
    until(lambda: len(codes(korgan)) > before, PATIENCE_MS / 1000, "no SMS came")
    page.get_by_test_id("code").press_sequentially(codes(korgan)[-1])
    page.get_by_test_id("confirm").click()
    expect(page.get_by_test_id("my-data")).to_be_visible()


def test_the_same_appeals_on_another_phone(phone: OpenPhone, korgan: Stack) -> None:
    new = phone()
    signs_in(new, korgan)
    old = Citizen(phone())
    number = old.reports("Украли велосипед у подъезда")
    expect(new.get_by_text(number)).to_have_count(0)
    let_the_minute_pass(korgan)
    signs_in(old.page, korgan)
    expect(new.get_by_test_id("appeal").filter(has_text=number)).to_be_visible()
    new.get_by_test_id("my-data").click()
    new.get_by_test_id("iin").fill("850515400122")
    new.get_by_test_id("save-iin").click()
    expect(new.get_by_test_id("told")).to_contain_text("контрольная цифра")
    with new.expect_download() as taken:
        new.get_by_test_id("export").click()
    assert taken.value.suggested_filename == "my-data.zip"


def let_the_minute_pass(korgan: Stack) -> None:
    """Between two codes of a number there must be a minute; the story does not wait for it."""
    ask(korgan, "update people_phonecode set asked_at = asked_at - interval '2 minutes'")

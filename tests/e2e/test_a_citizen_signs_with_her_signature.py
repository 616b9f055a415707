"""She signs what she is given with a developer's signature (ЭЦП) on two phones and sees the same appeals."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPhone
from tests.e2e.people import Citizen

HER_IIN = "900101350003"


def signs(page: Page) -> None:
    page.goto("/appeals")
    page.get_by_test_id("my-data").click()
    page.get_by_test_id("sign-in").click()
    expect(page.get_by_test_id("sign")).to_be_disabled()
    page.get_by_test_id("agree").check()
    page.get_by_test_id("trial-iin").fill(HER_IIN)
    page.get_by_test_id("trial-name").fill("ТЕСТОВА АЙГЕРИМ")
    page.get_by_test_id("sign").click()
    expect(page.get_by_test_id("my-data")).to_be_visible()


def test_the_same_appeals_by_the_same_iin(phone: OpenPhone) -> None:
    old, new = Citizen(phone()), phone()
    number = old.reports("Украли самокат у подъезда")
    signs(old.page)
    expect(new.get_by_text(number)).to_have_count(0)
    signs(new)
    expect(new.get_by_test_id("appeal").filter(has_text=number)).to_be_visible()
    new.get_by_test_id("my-data").click()
    expect(new.get_by_test_id("iin")).to_have_value(HER_IIN)
    expect(new.get_by_text("ИИН подтверждён вашей ЭЦП")).to_be_visible()

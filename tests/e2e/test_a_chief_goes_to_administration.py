"""Who administers an area comes from the console to /admin/ by one press, in the sign-in he has; others see no way."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import OpenConsole


def test_the_way_is_there_for_a_chief_and_for_no_operator(console: OpenConsole) -> None:
    chief, operator = console("chief"), console("operator")
    chief.get_by_test_id("admin").click()
    expect(chief).to_have_url(re.compile("/admin/$"))
    expect(chief.get_by_role("heading").first).to_be_visible()
    expect(operator.get_by_test_id("security")).to_be_visible()
    operator.wait_for_load_state("networkidle")
    expect(operator.get_by_test_id("admin")).to_have_count(0)

"""An appeal is given to another desk: it leaves this one's list, comes to that one's, and is answered from there."""

from playwright.sync_api import expect

from tests.e2e.conftest import OpenConsole, OpenPhone
from tests.e2e.people import PATIENCE_MS, Citizen, Operator
from tests.e2e.stack import until


def test_it_is_transferred_and_the_other_desk_answers(phone: OpenPhone, console: OpenConsole) -> None:
    aigerim = Citizen(phone())
    number = aigerim.reports("Украли велосипед из подъезда", with_place=True)
    first, second = Operator(console("omarov")), Operator(console("baiterek"))
    first.takes(number)
    first.page.get_by_test_id("note-tab").click()
    first.page.get_by_test_id("note-text").fill("Сосед видел, кто это был")
    first.page.get_by_test_id("keep-note").click()
    expect(first.page.get_by_test_id("note")).to_contain_text("Сосед видел")
    first.page.get_by_test_id("transfer").click()
    dialog = first.page.get_by_test_id("transfer-dialog")
    dialog.get_by_role("searchbox").fill("Байтерек")
    dialog.get_by_role("radio").first.check()
    first.page.get_by_test_id("transfer-confirm").click()
    gone = first.page.locator(f'[data-number="{number}"]')
    until(lambda: gone.count() == 0, PATIENCE_MS / 1000, "the former desk still has it")
    second.takes(number)
    expect(second.page.get_by_test_id("note")).to_contain_text("Сосед видел")
    second.answers("Приняли, выезжаем к вам")
    aigerim.opens_the_conversation()
    aigerim.reads(number)
    aigerim.reads("Приняли, выезжаем к вам")
    assert "Сосед видел" not in aigerim.page.content()

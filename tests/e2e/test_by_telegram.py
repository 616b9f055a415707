"""The same story from a private chat with the bot."""

from playwright.sync_api import expect

from tests.e2e.conftest import HERE, OpenConsole
from tests.e2e.people import WAITS_S, Operator, number_told
from tests.e2e.stack import until
from tests.telegram.bot_api import BotApi
from tests.telegram.payloads import AIGERIM, TIMUR, ZARINA


def test_a_private_chat_is_registered_seen_and_answered_where_it_was_asked(
    telegram: BotApi, console: OpenConsole
) -> None:
    operator = Operator(console("operator2"))
    telegram.sends_photo(AIGERIM, "На Крепостной авария, есть пострадавшие")
    number = number_told(telegram, AIGERIM)
    operator.takes(number)
    operator.page.get_by_test_id("veiled").click()
    expect(operator.page.get_by_test_id("album").get_by_role("img")).to_be_visible()

    # The place comes later: the appeal goes to its precinct, the number stays.
    telegram.sends_place(AIGERIM, HERE["longitude"], HERE["latitude"], 15)
    expect(operator.page.get_by_test_id("card")).to_contain_text("УПП-")
    expect(operator.page.get_by_test_id("number")).to_have_text(number)
    operator.sends("П-14")
    operator.answers("Патруль в пути, держитесь.")
    until(lambda: "Патруль в пути, держитесь." in telegram.told(AIGERIM), WAITS_S, "no answer in the chat")
    operator.sees_delivery("accepted")
    for state in ("accepted", "enroute", "scene", "done"):
        operator.crew_reports("П-14", state)
    operator.closes("helped")
    until(lambda: any("закончена" in text for text in telegram.told(AIGERIM)), WAITS_S, "no closing words")
    assert telegram.told(AIGERIM).count("Патруль в пути, держитесь.") == 1


def test_a_blocked_bot_is_told_to_the_operator_with_a_hint(telegram: BotApi, console: OpenConsole) -> None:
    operator = Operator(console("operator2"))
    telegram.writes(TIMUR, "Во дворе драка")
    number = number_told(telegram, TIMUR)
    operator.takes(number)
    # A colleague who has nothing open is told too, on the row, within a second.
    colleague = Operator(console("operator"))
    row = colleague.row(number)
    telegram.refuses("sendMessage", 403, "Forbidden: bot was blocked by the user")
    operator.answers("Наряд уже едет.")
    operator.sees_delivery("failed")
    expect(row.get_by_test_id("trouble")).to_have_attribute("data-state", "failed", timeout=1_000)
    expect(operator.page.get_by_test_id("delivery").last).to_contain_text("заблокировал")
    operator.page.get_by_test_id("send-again").click()
    operator.sees_delivery("accepted")
    expect(row.get_by_test_id("trouble")).to_have_count(0)
    assert telegram.told(TIMUR).count("Наряд уже едет.") == 1


def test_an_answer_that_fails_after_closing_is_seen_and_sent_again(telegram: BotApi, console: OpenConsole) -> None:
    operator = Operator(console("operator2"))
    telegram.writes(ZARINA, "Пропала собака")
    number = number_told(telegram, ZARINA)
    operator.takes(number)
    telegram.throttles("sendMessage", 2)
    telegram.refuses("sendMessage", 403, "Forbidden: bot was blocked by the user")
    operator.answers("Записали, ищем.")
    operator.sees_delivery("retry")
    operator.closes("helped")
    trouble = operator.page.locator(f'[data-number="{number}"]').get_by_test_id("trouble")
    expect(trouble).to_have_attribute("data-state", "failed")
    # Also where nothing of it was on the screen before.
    colleague = Operator(console("operator"))
    colleague.opens(number)
    failed = colleague.page.get_by_test_id("delivery").and_(colleague.page.locator("[data-state=failed]"))
    expect(failed).to_contain_text("заблокировал")
    colleague.page.get_by_test_id("send-again").click()
    expect(failed).to_have_count(0)
    for screen in (operator.page, colleague.page):
        expect(screen.locator(f'[data-number="{number}"]')).to_have_count(0)
    until(lambda: telegram.told(ZARINA).count("Записали, ищем.") == 1, WAITS_S, "it was not sent again")

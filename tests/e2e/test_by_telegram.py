"""The same story from a private chat with the bot."""

from playwright.sync_api import expect

from tests.e2e.conftest import HERE, OpenConsole
from tests.e2e.people import Operator
from tests.e2e.stack import until
from tests.telegram.bot_api import BotApi
from tests.telegram.payloads import AIGERIM, TIMUR, Citizen

WAITS_S = 30.0  # on a busy machine


def number_told(telegram: BotApi, who: Citizen) -> str:
    """The number in the receipt that came into the chat."""
    until(lambda: any("102-KKS-" in text for text in telegram.told(who)), WAITS_S, "no receipt in the chat")
    return next(word for text in telegram.told(who) for word in text.split() if word.startswith("102-KKS-"))


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

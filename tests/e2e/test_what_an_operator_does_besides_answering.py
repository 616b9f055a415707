"""Notes, promises, numbers and views; what belongs together, what belongs apart, and many at once."""

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import OpenConsole, OpenPhone
from tests.e2e.people import Citizen, Operator, number_told
from tests.telegram.bot_api import BotApi
from tests.telegram.payloads import DAMIR

READY = "Ваше сообщение принято, № {number}. Ждите, ответим через несколько минут."


def clock(operator: Operator, code: str) -> Locator:
    return operator.page.get_by_test_id("handled").locator(f'[data-clock="{code}"]')


def test_a_colleague_is_called_a_number_is_written_and_a_call_is_promised_found_and_done(
    phone: OpenPhone, console: OpenConsole
) -> None:
    aigerim = Citizen(phone())
    other, number = (aigerim.reports(text) for text in ("Угнали велосипед", "Разбили окно в подъезде"))
    operator, colleague = Operator(console("operator2")), Operator(console("operator"))
    page = operator.page
    operator.takes(number)

    page.get_by_test_id("note-tab").click()
    page.get_by_test_id("note-text").fill("Звонил сосед, @01")
    page.get_by_role("button", name="Әлия Сейітова").click()
    page.get_by_test_id("keep-note").click()
    expect(page.get_by_test_id("note")).to_contain_text("Звонил сосед, @014")
    colleague.page.get_by_test_id("mention").get_by_test_id("mention-open").click()
    expect(colleague.page.get_by_test_id("note")).to_contain_text("Звонил сосед")
    expect(colleague.page.get_by_test_id("mention")).to_have_count(0)

    expect(clock(operator, "registration")).to_be_visible()
    page.get_by_test_id("number-add").click()
    page.get_by_test_id("number-value").fill("26-1234")
    page.get_by_test_id("number-keep").click()
    expect(page.get_by_test_id("numbers")).to_contain_text("1234")
    expect(clock(operator, "registration")).to_have_count(0)

    page.get_by_test_id("follow-up").click()
    page.get_by_test_id("follow-dialog").get_by_role("button", name="15").click()
    page.get_by_test_id("follow-confirm").click()
    expect(clock(operator, "follow_up")).to_be_visible()

    page.get_by_test_id("view-save").click()
    dialog = page.get_by_test_id("view-dialog")
    dialog.get_by_test_id("view-name").fill("Кому звонить")
    dialog.get_by_label("перезвонить").check()
    dialog.get_by_test_id("view-shared").check()
    dialog.get_by_test_id("view-confirm").click()
    expect(dialog.get_by_test_id("view-desk")).to_be_focused()
    dialog.get_by_test_id("view-desk").select_option(index=0)
    dialog.get_by_test_id("view-confirm").click()
    for screen in (page, colleague.page):
        screen.get_by_test_id("views").select_option(label="Кому звонить")
        expect(screen.locator(f'[data-number="{number}"]')).to_be_visible()
        expect(screen.locator(f'[data-number="{other}"]')).to_have_count(0)

    page.get_by_test_id("promise").get_by_role("button").click()
    expect(clock(operator, "follow_up")).to_have_count(0)
    expect(colleague.page.locator(f'[data-number="{number}"]')).to_have_count(0)


def test_two_who_tell_of_one_thing_are_answered_at_once_each_with_his_own_number(
    phone: OpenPhone, console: OpenConsole
) -> None:
    people = [Citizen(phone()), Citizen(phone())]
    first, second = (who.reports("Горит свалка за гаражами") for who in people)
    operator = Operator(console("operator2"))
    operator.takes(first)
    operator.page.get_by_test_id("join-other").click()
    operator.page.get_by_test_id("join-number").fill(second)
    operator.page.keyboard.press("Enter")
    expect(operator.page.get_by_test_id("link")).to_contain_text(second[-6:])
    operator.page.get_by_test_id("reply").fill("/wait")
    operator.page.get_by_role("list", name="Шаблоны").get_by_role("button").first.click()
    expect(operator.page.get_by_test_id("reply")).to_have_value(READY.format(number=first))
    operator.page.get_by_test_id("to-joined").check()
    expect(operator.page.get_by_test_id("reply")).to_have_value(READY)
    operator.page.get_by_test_id("send-reply").click()
    for who, number in zip(people, (first, second), strict=True):
        who.opens_the_conversation()
        who.reads(READY.format(number=number))


def test_a_message_about_another_matter_becomes_an_appeal_of_its_own(telegram: BotApi, console: OpenConsole) -> None:
    operator = Operator(console("operator2"))
    telegram.writes(DAMIR, "У магазина драка")
    number = number_told(telegram, DAMIR)
    operator.takes(number)
    telegram.writes(DAMIR, "А вчера у меня украли самокат")
    said = operator.page.get_by_test_id("message").filter(has_text="самокат")
    said.get_by_test_id("split").click()
    operator.page.get_by_test_id("split-confirm").click()
    expect(operator.page.get_by_test_id("subject")).to_have_text("А вчера у меня украли самокат")
    expect(operator.page.get_by_test_id("number")).not_to_have_text(number)
    expect(operator.page.get_by_test_id("link")).to_contain_text(number[-6:])


def test_two_that_are_not_for_the_police_are_answered_and_closed_at_once(
    phone: OpenPhone, console: OpenConsole
) -> None:
    aigerim = Citizen(phone())
    numbers = [aigerim.reports(f"Прорвало трубу, вода заливает {where}") for where in ("двор", "подвал")]
    operator = Operator(console("operator2"))
    for number in numbers:
        operator.row(number)
    operator.page.get_by_test_id("filter-more").select_option("off")
    operator.page.get_by_test_id("bulk").click()
    dialog = operator.page.get_by_test_id("bulk-dialog")
    for number in numbers:
        dialog.locator("label").filter(has_text=number[-6:]).get_by_role("checkbox").check()
    dialog.get_by_test_id("bulk-template").select_option("not_police")
    dialog.get_by_test_id("bulk-confirm").click()
    expect(dialog).to_have_count(0)
    for number in numbers:
        expect(operator.page.locator(f'[data-number="{number}"]')).to_have_count(0)
    aigerim.opens_the_conversation()
    aigerim.reads("109")

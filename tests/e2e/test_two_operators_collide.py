"""Two operators press at once: one has the appeal, the other is told who, and nobody answers twice."""

from playwright.sync_api import Route, expect

from tests.e2e.conftest import OpenConsole, OpenPhone
from tests.e2e.people import Citizen, Operator

A_LITTLE_FURTHER = """() => new Promise((done) => {
  const list = document.querySelector('[data-testid=queue] [role=list]');
  list.addEventListener('scroll', () => requestAnimationFrame(done), { once: true });
  const isAtEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 1;
  list.scrollBy(0, isAtEnd ? -2 : 2);
})"""


def test_one_has_it_and_the_other_is_told_who(phone: OpenPhone, console: OpenConsole) -> None:
    first, second = Operator(console("operator")), Operator(console("operator2"))
    number = Citizen(phone()).reports("Драка у кафе, человек с ножом")
    for operator in (first, second):
        operator.opens(number)
    # Both have pressed, the second one's request is still on its way.
    on_the_way: list[Route] = []
    second.page.route("**/take", lambda route: on_the_way.append(route))
    second.page.get_by_test_id("take").click()
    first.page.get_by_test_id("take").click()
    expect(first.page.get_by_test_id("reply")).to_be_visible()
    on_the_way[0].continue_()
    expect(second.page.get_by_test_id("notice")).to_contain_text("Әлия Сейітова")
    expect(second.page.get_by_test_id("holder")).to_contain_text("Әлия Сейітова")
    expect(second.page.get_by_test_id("reply")).to_have_count(0)


def test_what_is_released_can_be_taken_by_the_other(phone: OpenPhone, console: OpenConsole) -> None:
    first, second = Operator(console("operator")), Operator(console("operator2"))
    number = Citizen(phone()).reports("Разбили витрину магазина")
    first.takes(number)
    second.opens(number)
    expect(second.page.get_by_test_id("holder")).to_be_visible()
    first.page.get_by_test_id("release").click()
    second.page.get_by_test_id("take").click()
    expect(second.page.get_by_test_id("reply")).to_be_visible()
    expect(first.page.get_by_test_id("holder")).to_contain_text("Марат Ибраев")


def test_two_operators_send_the_same_patrol_and_one_is_told_where_it_is(phone: OpenPhone, console: OpenConsole) -> None:
    operators = [Operator(console("operator")), Operator(console("operator2"))]
    numbers = [Citizen(phone()).reports(text) for text in ("Угнали машину", "Вскрыли гараж")]
    for operator, number in zip(operators, numbers, strict=True):
        operator.takes(number)
    first, second = operators
    on_the_way: list[Route] = []
    second.page.route("**/send", lambda route: on_the_way.append(route))
    suggestion = second.page.get_by_test_id("suggestion").first
    callsign = str(suggestion.get_attribute("data-unit"))
    suggestion.get_by_test_id("send-unit").click()
    suggestion.get_by_test_id("send-confirm").click()
    first.sends(callsign)
    on_the_way[0].continue_()
    expect(second.page.get_by_test_id("notice")).to_contain_text(numbers[0])
    expect(second.page.get_by_test_id("assignment")).to_have_count(0)
    first.crew_reports(callsign, "accepted")


def test_the_row_that_was_pressed_opens_though_it_moved_before_the_release(
    phone: OpenPhone, console: OpenConsole
) -> None:
    operator = Operator(console("operator"))
    number = Citizen(phone()).reports("Шумят под окнами")
    operator.row(number).hover()
    operator.page.mouse.down()
    operator.page.evaluate("document.querySelector('[data-testid=queue] .rows').style.paddingTop = '70px'")
    operator.page.mouse.up()
    expect(operator.page.get_by_test_id("number")).to_have_text(number)


def test_a_row_pressed_while_the_list_still_runs_opens(phone: OpenPhone, console: OpenConsole) -> None:
    operator = Operator(console("operator"))
    number = Citizen(phone()).reports("Шумят во дворе")
    expect(operator.page.get_by_test_id("queue").get_by_role("list")).to_be_visible()
    operator.page.evaluate("document.querySelector('[data-testid=queue] .rows').style.maxHeight = '80px'")
    operator.row(number).hover()
    operator.page.evaluate(A_LITTLE_FURTHER)
    operator.page.mouse.down()
    operator.page.mouse.up()
    expect(operator.page.get_by_test_id("number")).to_have_text(number)

"""What a citizen does on a phone and an operator at a desk, in the words of the stories."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.stack import until
from tests.telegram import payloads
from tests.telegram.bot_api import BotApi

# A busy machine draws late; an idle one needs a blink.
PATIENCE_MS = 20_000
WAITS_S = 30.0
expect.set_options(timeout=PATIENCE_MS)


FURTHER_DOWN = """() => {
  const list = document.querySelector('[data-testid=queue] [role=list]');
  const isAtEnd = list && list.scrollTop + list.clientHeight >= list.scrollHeight - 1;
  list?.scrollTo(0, isAtEnd ? 0 : list.scrollTop + list.clientHeight / 2);
}"""


class Citizen:
    def __init__(self, page: Page) -> None:
        self.page = page

    def begins(self, text: str, photo: bytes | None = None, with_place: bool = False) -> None:
        """Home, what happened, a photo and the place, as far as the last look before sending."""
        self.page.goto("/")
        self.page.get_by_test_id("report").click()
        # Letter by letter: a field that is written back while one types would jump.
        self.page.get_by_test_id("text").press_sequentially(text)
        if photo:
            self.page.get_by_test_id("photos").set_input_files(
                {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo}
            )
        if with_place:
            self.page.get_by_role("button", name="Добавить моё место").click()
            expect(self.page.get_by_test_id("place")).to_be_visible()
            self.page.get_by_role("checkbox").check(force=True)
        self.page.get_by_test_id("continue").click()
        expect(self.page.get_by_test_id("checked-text")).to_have_text(text)

    def reports(self, text: str, photo: bytes | None = None, with_place: bool = False) -> str:
        """The number on the receipt."""
        self.begins(text, photo, with_place)
        self.page.get_by_test_id("send").click()
        return self.number()

    def number(self) -> str:
        number = self.page.get_by_test_id("number")
        expect(number).to_be_visible()
        return number.inner_text()

    def opens_the_conversation(self) -> None:
        self.page.get_by_test_id("open-chat").click()

    def says(self, text: str) -> None:
        self.page.get_by_test_id("message").fill(text)
        self.page.get_by_test_id("say").click()

    def reads(self, text: str) -> None:
        expect(self.page.get_by_role("log")).to_contain_text(text)


class Operator:
    def __init__(self, page: Page) -> None:
        self.page = page

    def row(self, number: str) -> Locator:
        """The appeal's row; what is new waits until the operator wants to see it, and only rows in sight are drawn."""
        row, new = self.page.locator(f'[data-number="{number}"]'), self.page.get_by_test_id("show-new")

        def is_there() -> bool:
            if row.is_visible():
                return True
            if new.is_visible():
                new.click()
            self.page.evaluate(FURTHER_DOWN)
            return row.is_visible()

        until(is_there, PATIENCE_MS / 1000, f"{number} did not come to the queue")
        return row

    def opens(self, number: str) -> None:
        self.row(number).click()
        expect(self.page.get_by_test_id("number")).to_have_text(number)

    def takes(self, number: str) -> None:
        self.opens(number)
        self.page.get_by_test_id("take").click()
        expect(self.page.get_by_test_id("reply")).to_be_visible()

    def sends(self, callsign: str) -> None:
        suggestion = self.page.get_by_test_id("suggestion").and_(self.page.locator(f'[data-unit="{callsign}"]'))
        suggestion.get_by_test_id("send-unit").click()
        suggestion.get_by_test_id("send-confirm").click()
        expect(self.assignment(callsign)).to_have_attribute("data-state", "sent")

    def assignment(self, callsign: str) -> Locator:
        return self.page.get_by_test_id("assignment").and_(self.page.locator(f'[data-unit="{callsign}"]'))

    def crew_reports(self, callsign: str, state: str) -> None:
        self.assignment(callsign).get_by_test_id("report-next").click()
        expect(self.assignment(callsign)).to_have_attribute("data-state", state)

    def answers(self, text: str) -> None:
        self.page.get_by_test_id("reply").fill(text)
        self.page.keyboard.press("Control+Enter")
        expect(self.page.get_by_test_id("message").last).to_contain_text(text)

    def sees_delivery(self, state: str) -> None:
        expect(self.page.get_by_test_id("delivery").last).to_have_attribute("data-state", state)

    def closes(self, outcome: str) -> None:
        self.page.get_by_test_id("close").click()
        self.page.get_by_test_id("close-dialog").locator(f'input[value="{outcome}"]').check()
        self.page.get_by_test_id("close-confirm").click()
        expect(self.page.get_by_test_id("outcome")).to_be_visible()


def number_told(telegram: BotApi, who: payloads.Citizen) -> str:
    """The number in the receipt that came into the chat."""
    until(lambda: any("102-KKS-" in text for text in telegram.told(who)), WAITS_S, "no receipt in the chat")
    return next(word for text in telegram.told(who) for word in text.split() if word.startswith("102-KKS-"))

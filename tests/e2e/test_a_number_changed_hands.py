"""Promise 8: on a new phone the code of a number that was not proved for long is not enough. Its holder names an appeal
of hers; who got the number from the operator of telephones starts anew, and sees nothing of hers."""

import re

from playwright.sync_api import Page, expect

from bench.house import ask
from tests.e2e.conftest import OpenPhone
from tests.e2e.people import PATIENCE_MS, Citizen
from tests.e2e.stack import Stack, until
from tests.e2e.test_everybody_can_use_it import faults

NUMBER, SHOWN = "8 701 555 77 02", "+77015557702"
SMS = re.compile(rf"SMS to \{SHOWN}: (\d{{6}})")


def codes(korgan: Stack) -> list[str]:
    return SMS.findall(korgan.log.read_text(errors="replace"))


def proves_the_number(page: Page, korgan: Stack) -> None:
    ask(korgan, "update people_phonecode set asked_at = asked_at - interval '2 minutes'")
    before = len(codes(korgan))
    page.goto("/sign-in")
    page.get_by_test_id("phone").press_sequentially(NUMBER)
    page.get_by_test_id("agree").check()
    page.get_by_test_id("send-code").click()
    expect(page.get_by_test_id("code")).to_be_visible()
    until(lambda: len(codes(korgan)) > before, PATIENCE_MS / 1000, "no SMS came")
    page.get_by_test_id("code").press_sequentially(codes(korgan)[-1])
    page.get_by_test_id("confirm").click()


def months_pass(korgan: Stack) -> None:
    hers = f"via_id in (select id from people_contact where address = '{SHOWN}')"
    ask(korgan, f"update people_joining set at = at - interval '91 days' where {hers}")


def test_the_holder_names_her_appeal_and_a_newcomer_starts_anew(phone: OpenPhone, korgan: Stack) -> None:
    old, new, strange = Citizen(phone()), phone(), phone()
    number = old.reports("Во дворе жгут мусор")
    proves_the_number(old.page, korgan)
    expect(old.page.get_by_test_id("my-data")).to_be_visible()
    months_pass(korgan)

    proves_the_number(new, korgan)
    expect(new.get_by_test_id("holder-number")).to_be_visible()
    assert faults(new) == []
    new.get_by_test_id("holder-number").fill("102-SKO-26-999999")
    new.get_by_test_id("holder-confirm").click()
    expect(new.get_by_role("alert")).to_contain_text("у прежнего владельца нет")
    expect(new).to_have_url(re.compile("/sign-in$"))
    new.get_by_test_id("holder-number").fill(number.lower())
    new.get_by_test_id("holder-confirm").click()
    expect(new.get_by_test_id("appeal").filter(has_text=number)).to_be_visible()
    months_pass(korgan)

    proves_the_number(strange, korgan)
    strange.get_by_test_id("holder-anew").click()
    expect(strange.get_by_test_id("my-data")).to_be_visible()
    expect(strange.get_by_text(number)).to_have_count(0)
    new.reload()
    expect(new.get_by_test_id("appeal").filter(has_text=number)).to_be_visible()

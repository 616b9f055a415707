"""Signing in with more than a password, as staff do it: a code, a passkey of the machine, a code from the drawer."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from korgan.faces.console.tests.door import code_of
from tests.e2e.conftest import DESK
from tests.e2e.stack import DEMO_PASSWORD, Stack
from tests.e2e.test_everybody_can_use_it import faults

SOON_MS = 10_000
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
OpenContext = Callable[..., BrowserContext]


def desk(contexts: OpenContext, korgan: Stack) -> Page:
    """A browser at the sign-in. Passkeys belong to a name, so it goes to the machine by its name."""
    page = contexts(**DESK, base_url=korgan.url.replace("127.0.0.1", "localhost")).new_page()
    page.goto("/console/")
    expect(page.locator("#username")).to_be_visible()
    return page


def gives_password(page: Page, username: str, password: str = DEMO_PASSWORD) -> None:
    page.locator("#username").fill(username)
    page.locator("#password").fill(password)
    page.get_by_role("button", name="Войти", exact=True).click()


def gives_code(page: Page, code: str) -> None:
    page.locator("#code").fill(code)
    page.get_by_role("button", name="Войти", exact=True).click()


def is_in(page: Page) -> None:
    expect(page.get_by_test_id("queue")).to_be_visible()


def signs_out(page: Page) -> None:
    page.get_by_role("button", name="Выйти").click()
    expect(page.locator("#username")).to_be_visible()


def proves_himself(page: Page) -> None:
    page.get_by_test_id("proof").locator("input").fill(DEMO_PASSWORD)
    page.get_by_test_id("proof").get_by_role("button", name="Подтвердить").click()


def sets_up_totp(page: Page) -> str:
    page.get_by_test_id("security").click()
    page.get_by_test_id("totp-add").click()
    secret = page.get_by_test_id("totp-secret").inner_text()
    page.locator("#totp-code").fill(code_of(secret))
    page.get_by_test_id("totp").get_by_role("button", name="Включить").click()
    proves_himself(page)
    expect(page.get_by_test_id("totp")).to_contain_text("Настроено")
    return secret


def test_a_code_a_passkey_and_a_code_from_the_drawer(contexts: OpenContext, korgan: Stack) -> None:
    page = desk(contexts, korgan)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    gives_password(page, "dispatcher")
    is_in(page)
    secret = sets_up_totp(page)
    page.get_by_test_id("codes-new").click()
    expect(page.get_by_test_id("recovery-code")).to_have_count(10)
    codes = page.get_by_test_id("recovery-code").all_inner_texts()
    assert len(set(codes)) == 10
    assert faults(page) == []
    page.locator("#passkey-name").fill("Рабочий ноутбук")
    page.get_by_test_id("passkey-add").click()
    expect(page.get_by_test_id("passkeys")).to_contain_text("Рабочий ноутбук")
    page.get_by_role("button", name="Готово").click()
    signs_out(page)

    # The password alone no longer opens; the code of now does.
    gives_password(page, "dispatcher")
    expect(page.get_by_test_id("second")).to_be_visible()
    assert faults(page) == []
    gives_code(page, "000000")
    expect(page.get_by_test_id("sign-fault")).to_contain_text("Код неверен")
    gives_code(page, code_of(secret, 1))
    is_in(page)
    signs_out(page)

    # By the passkey alone, without a name and a password.
    page.get_by_test_id("passkey").click()
    is_in(page)
    signs_out(page)

    # A code from the drawer opens once.
    gives_password(page, "dispatcher")
    gives_code(page, codes[0])
    is_in(page)
    signs_out(page)
    gives_password(page, "dispatcher")
    gives_code(page, codes[0])
    expect(page.get_by_test_id("sign-fault")).to_contain_text("Код неверен")


def test_a_sign_in_that_is_ended_elsewhere_is_back_at_the_door_within_seconds(
    contexts: OpenContext, korgan: Stack
) -> None:
    here, there = desk(contexts, korgan), desk(contexts, korgan)
    for page in (here, there):
        gives_password(page, "baiterek")
        is_in(page)
    here.get_by_test_id("security").click()
    expect(here.get_by_test_id("sign-in-row")).to_have_count(2)
    here.get_by_test_id("sign-ins").get_by_role("button", name="Завершить вход").click()
    expect(there.locator("#username")).to_be_visible(timeout=SOON_MS)
    expect(here.get_by_test_id("sign-in-row")).to_have_count(1)


def test_after_too_many_wrong_passwords_it_is_told_when_to_try_again(contexts: OpenContext, korgan: Stack) -> None:
    page = desk(contexts, korgan)
    for _ in range(5):
        gives_password(page, "nobody-of-ours", "wrong-password")
        expect(page.get_by_test_id("sign-fault")).to_be_visible()
    expect(page.get_by_test_id("sign-fault")).to_contain_text("Снова можно в")
    gives_password(page, "baiterek")
    is_in(page)

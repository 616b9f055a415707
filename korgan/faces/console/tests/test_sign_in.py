"""Staff sign in by allauth's own addresses, as the console does: session cookie, CSRF token, own Origin."""

from typing import Any

import pytest
from django.test import Client

from korgan.people.models import User
from tests.cast import OWN_ORIGIN, PASSWORD, City, city

pytestmark = pytest.mark.django_db

SESSION = "/_allauth/browser/v1/auth/session"
LOGIN = "/_allauth/browser/v1/auth/login"
SIGNUP = "/_allauth/browser/v1/auth/signup"


@pytest.fixture(name="korgan")
def a_city() -> City:
    return city()


def desk() -> Client:
    """A browser that has opened the console and obeys every check."""
    browser = Client(enforce_csrf_checks=True, headers={"Origin": OWN_ORIGIN})
    browser.get("/console/")
    return browser


def sign_in(browser: Client, username: str = "omarov", password: str = PASSWORD, **more: str) -> Any:
    token = browser.cookies["csrftoken"].value if "csrftoken" in browser.cookies else ""
    asked = {"username": username, "password": password}
    return browser.post(LOGIN, asked, content_type="application/json", headers={"X-CSRFToken": token, **more})


def test_with_the_right_password_the_console_knows_him(korgan: City) -> None:
    browser = desk()
    assert sign_in(browser).status_code == 200
    me = browser.get("/api/console/me").json()
    assert (me["name"], me["number"]) == ("Omarov", "014")
    assert "take" in me["actions"]
    cookie = browser.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(
    ("username", "password"), [("omarov", "wrong"), ("nobody", PASSWORD), ("omarov", ""), ("", ""), ("omarov\x00", "x")]
)
def test_with_a_wrong_one_nobody_is_known(korgan: City, username: str, password: str) -> None:
    browser = desk()
    assert sign_in(browser, username, password).status_code == 400
    assert browser.get("/api/console/me").status_code == 401


def test_signing_out_ends_the_session(korgan: City) -> None:
    browser = desk()
    sign_in(browser)
    token = browser.cookies["csrftoken"].value
    assert browser.delete(SESSION, headers={"X-CSRFToken": token}).status_code == 401
    assert browser.get("/api/console/me").status_code == 401


def test_without_the_csrf_token_nobody_signs_in(korgan: City) -> None:
    assert sign_in(desk(), **{"X-CSRFToken": "another"}).status_code == 403


def test_from_another_site_nobody_signs_in(korgan: City) -> None:
    browser = desk()
    answer = sign_in(browser, Origin="https://evil.example")
    assert answer.status_code == 403
    assert browser.get("/api/console/me").status_code == 401


def test_a_new_password_ends_the_sessions_of_the_old_one(korgan: City) -> None:
    browser = desk()
    sign_in(browser)
    korgan.omarov.set_password("another-password")
    korgan.omarov.save()
    assert browser.get("/api/console/me").status_code == 401


def test_a_dismissed_user_does_not_sign_in(korgan: City) -> None:
    User.objects.filter(pk=korgan.omarov.pk).update(is_active=False)
    browser = desk()
    sign_in(browser)
    assert browser.get("/api/console/me").status_code == 401


def test_nobody_signs_up_by_himself(korgan: City) -> None:
    browser = desk()
    asked = {"username": "intruder", "password": "long-enough-password"}
    token = browser.cookies["csrftoken"].value
    answer = browser.post(SIGNUP, asked, content_type="application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 404
    assert not User.objects.filter(username="intruder").exists()

"""Signing in by a phone code, as the app does it."""

from typing import Any

from django.test import Client

from korgan.faces.citizen.tests.scene import post, told
from korgan.people.codes import digits
from korgan.people.consents import VERSIONS
from korgan.people.identity import PhoneCode

AIGERIM, TIMUR = "8 701 555 01 02", "8 702 555 03 04"
CONSENT = VERSIONS["personal_data"]


def ask(phone: Client, number: str = AIGERIM, **more: Any) -> Any:
    asked = {"phone": number, "language": "kk", "consent": CONSENT, **more}
    return post(phone, "/api/citizen/code", asked)


def sent() -> str:
    """The digits that the newest SMS holds."""
    return digits(PhoneCode.objects.latest("asked_at").pk)


def confirm(phone: Client, code: str, number: str = AIGERIM) -> Any:
    return post(phone, "/api/citizen/code/confirm", {"phone": number, "code": code})


def let_ask_again() -> None:
    """The minute between two codes has passed."""
    for code in PhoneCode.objects.all():
        PhoneCode.objects.filter(pk=code.pk).update(asked_at=code.asked_at - 2 * (code.expires_at - code.asked_at))


def sign_in(phone: Client, number: str = AIGERIM) -> dict[str, Any]:
    let_ask_again()
    asked = ask(phone, number)
    assert asked.status_code == 200, asked.content
    answer = confirm(phone, sent(), number)
    assert answer.status_code == 200, answer.content
    me: dict[str, Any] = told(answer)
    return me


def numbers(phone: Client) -> set[str]:
    return {one["number"] for one in told(phone.get("/api/citizen/me"))["appeals"]}

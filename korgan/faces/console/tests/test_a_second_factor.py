"""After the password comes a code, or one of the codes kept for the day the phone is lost; each counts once."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from korgan.faces.console.tests.door import ACCOUNT, Door, code_of, quick_city
from korgan.journal.models import Entry
from korgan.live.routes import audience_of_session
from korgan.people.factors import reset_factors
from tests.cast import BY, City

pytestmark = pytest.mark.django_db


@pytest.fixture(name="korgan")
def a_city(settings: Any) -> City:
    return quick_city(settings)


def entries(kind: str) -> list[dict[str, Any]]:
    return list(Entry.objects.filter(kind=kind).order_by("seq").values_list("facts", flat=True))


def with_totp() -> tuple[Door, str]:
    door = Door()
    door.password()
    return door, door.sets_up_totp()


def test_the_password_alone_no_longer_opens(korgan: City) -> None:
    _, secret = with_totp()
    door = Door()
    answer = door.password()
    assert answer.status_code == 401
    pending = next(flow for flow in answer.json()["data"]["flows"] if flow.get("is_pending"))
    assert pending["id"] == "mfa_authenticate"
    assert not door.is_in()
    assert door.code("000000").status_code == 400
    assert not door.is_in()
    assert door.code(code_of(secret, 1)).status_code == 200
    assert door.is_in()
    assert [fact["how"] for fact in entries("SignedIn")] == ["password", "totp"]


def test_a_code_counts_once_also_in_the_next_half_minute(korgan: City) -> None:
    _, secret = with_totp()
    code, first, second = code_of(secret, 1), Door(), Door()
    first.password()
    second.password()
    assert first.code(code).status_code == 200
    assert second.code(code).status_code == 400
    assert not second.is_in()


def test_a_recovery_code_opens_once(korgan: City) -> None:
    door, _ = with_totp()
    code, other = door.recovery_codes()[:2]
    for given, status in [(code, 200), (code, 400), (other, 200)]:
        next_door = Door()
        next_door.password()
        assert next_door.code(given).status_code == status
    assert [fact["left"] for fact in entries("RecoveryCodeUsed")] == [9, 8]


def test_new_recovery_codes_end_the_old_ones_and_are_shown_once(korgan: City) -> None:
    door, _ = with_totp()
    old = door.recovery_codes()
    new = door.recovery_codes()
    assert not set(old) & set(new)
    assert "unused_codes" not in door.browser.get(f"{ACCOUNT}/authenticators/recovery-codes").json()["data"]
    next_door = Door()
    next_door.password()
    assert next_door.code(old[0]).status_code == 400


def test_factors_are_changed_only_by_who_has_just_proved_himself(korgan: City) -> None:
    door = Door()
    door.password()
    secret = door.browser.get(f"{ACCOUNT}/authenticators/totp").json()["meta"]["secret"]
    assert door.ask("post", f"{ACCOUNT}/authenticators/totp", code=code_of(secret)).status_code == 401
    assert not Authenticator.objects.exists()


def test_what_is_added_and_removed_is_written_down_and_the_secret_is_kept_sealed(korgan: City) -> None:
    door, secret = with_totp()
    kept = Authenticator.objects.get(type="totp")
    assert secret not in str(kept.data)
    assert {fact["factor"] for fact in entries("FactorAdded")} == {"totp", "recovery_codes"}
    assert door.ask("delete", f"{ACCOUNT}/authenticators/totp").status_code == 200
    assert {fact["factor"] for fact in entries("FactorRemoved")} == {"totp", "recovery_codes"}
    assert not Authenticator.objects.exists()


def test_an_administrator_takes_away_what_was_lost(korgan: City) -> None:
    with_totp()
    reset_factors(korgan.omarov, BY)
    door = Door()
    assert door.password().status_code == 200
    assert door.is_in()
    assert {fact["factor"] for fact in entries("FactorRemoved")} == {"totp", "recovery_codes"}


def test_where_a_second_factor_is_asked_of_everybody_nothing_else_is_open_before(korgan: City, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    door = Door()
    assert door.password().status_code == 200
    for path in ("me", "queue", "sign-ins"):
        answer = door.browser.get(f"/api/console/{path}")
        assert (answer.status_code, answer.json()["error"]) == (403, "second_factor_needed")
    session = door.browser.cookies["sessionid"].value
    assert audience_of_session(session) is None
    door.sets_up_totp()
    assert door.is_in()
    assert audience_of_session(session) is not None

"""Whatever anybody sends to any operation is answered as the description says, and never by a fault of ours."""

from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from korgan.faces.api import api
from korgan.live.routes import KEY_COOKIE
from korgan.people.models import RoleKind
from korgan.wsgi import application
from tests.cast import OWN_ORIGIN, City, at_console, city, phone, registered, staff, taken

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
TRIES = 12
WHO = ["nobody", "citizen", *RoleKind.values]
SCHEMA = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/"))
Case = Any


def cookies_of(who: str, korgan: City) -> dict[str, str]:
    if who == "nobody":
        return {}
    browser = phone() if who == "citizen" else at_console(staff(f"{who}-of-api", "500", who, korgan.department))
    if who == "citizen":
        browser.get("/api/citizen/me")
    wanted = KEY_COOKIE if who == "citizen" else settings.SESSION_COOKIE_NAME
    jar: SimpleCookie = browser.cookies
    return {wanted: jar[wanted].value}


def things(korgan: City) -> dict[str, str]:
    """Ids that exist, for operations that would otherwise only ever find nothing."""
    free, held = registered(korgan), taken(korgan)
    message = held.messages.first()
    assert message is not None
    return {"appeal_id": str(free.pk), "part_id": str(message.parts.all()[0].pk)}


def right_or_wrong(operation: Any) -> st.SearchStrategy[Case]:
    """Requests as described and requests that are not; what takes nothing cannot be asked wrongly."""
    right = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    takes_something = operation.body or operation.query or operation.path_parameters
    return right | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE) if takes_something else right


def faults(operation: Any, ask: Callable[[Case, bool], None]) -> str | None:
    """What was wrong with the answers of one operation."""

    @effort(max_examples=TRIES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=right_or_wrong(operation), is_real=st.booleans())
    def tried(case: Case, is_real: bool) -> None:
        ask(case, is_real)

    try:
        tried()
    except BaseExceptionGroup as found:
        return f"{operation.label}: {found.exceptions[0]}"
    return None


@pytest.mark.parametrize("who", WHO)
def test_whatever_is_asked_is_answered_as_described(fresh_database: str, who: str) -> None:
    korgan = city()
    cookies, real = cookies_of(who, korgan), things(korgan)

    def ask(case: Case, is_real: bool) -> None:
        if is_real:
            case.path_parameters |= {name: real[name] for name in case.path_parameters if name in real}
        answer = case.call(app=application, cookies=cookies, headers={"Origin": OWN_ORIGIN, "Host": "testserver"})
        case.validate_response(answer, checks=CHECKS)

    operations = [found.ok() for found in SCHEMA.get_all_operations()]
    wrong = [fault for operation in operations if (fault := faults(operation, ask))]
    assert wrong == [], "\n\n".join(wrong)

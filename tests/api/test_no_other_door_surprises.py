"""What stands outside of our own API's description: signing in, as allauth describes it, and the addresses of machines,
streams and bytes, asked anything at all. Whatever comes is answered, in words, and never by a fault of ours."""

import asyncio
import json
from pathlib import Path
from typing import Any

import allauth.headless.spec
import httpx
import pytest
import schemathesis
import yaml
from django.conf import settings
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error

from korgan.asgi import live
from korgan.channels.models import Account
from korgan.channels.secrets import closed
from korgan.channels.telegram.channel import config_of, hook_secret
from korgan.evidence.tests.conftest import evidence_root
from korgan.faces.console.signing import ADDRESSES
from korgan.live import my_data, uploads
from korgan.live.routes import KEY_COOKIE
from korgan.live.tests.conftest import threads
from korgan.live.tests.phones import in_a_thread, phone_of
from korgan.words import LANGUAGES
from korgan.wsgi import application
from tests.api.test_no_role_surprises_the_api import faults
from tests.cast import OWN_ORIGIN, PASSWORD, City, at_console, city

__all__ = ["evidence_root", "threads"]
TOKEN = "a" * 32
TRIES = effort(max_examples=150, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
               suppress_health_check=list(HealthCheck))  # fmt: skip
SIGN_IN = "/_allauth/browser/v1/"


@pytest.fixture
def korgan(fresh_database: str) -> City:
    return city()


def described() -> Any:
    """allauth's own description of the addresses that we have of it."""
    file = Path(allauth.headless.spec.__file__).parent / "doc/openapi.yaml"
    read = yaml.safe_load(file.read_text())
    paths = {path.replace("{client}", "browser"): told for path, told in read["paths"].items()}
    ours = {path: told for path, told in paths.items() if path.removeprefix(SIGN_IN) in ADDRESSES}
    for told in ours.values():
        told.pop("parameters", None)
    named = {"title": "allauth", "version": "1"}
    return schemathesis.openapi.from_dict({**read, "paths": ours, "servers": [], "info": named})


@pytest.mark.parametrize("who", ["nobody", "operator"])
def test_signing_in_is_never_a_fault_of_ours(korgan: City, who: str) -> None:
    schema = described()
    operations = [found.ok() for found in schema.get_all_operations()]
    assert {operation.path.removeprefix(SIGN_IN) for operation in operations} == set(ADDRESSES)

    def ask(case: Any, is_real: bool) -> None:
        session = at_console(korgan.omarov).cookies[settings.SESSION_COOKIE_NAME].value if who == "operator" else ""
        if is_real and isinstance(case.body, dict):
            case.body |= {"username": "omarov", "password": PASSWORD}
        cookies = {settings.SESSION_COOKIE_NAME: session, "csrftoken": TOKEN}
        headers = {"Origin": OWN_ORIGIN, "Host": "testserver", "X-CSRFToken": TOKEN}
        answer = case.call(app=application, cookies=cookies, headers=headers)
        case.validate_response(answer, checks=[not_a_server_error])

    wrong = [fault for operation in operations if (fault := faults(operation, ask))]
    assert wrong == [], "\n\n".join(wrong)


def in_our_words(answer: Any, method: str) -> None:
    """No fault of ours; what is refused says so as everywhere."""
    assert answer.status_code < 500, answer.content
    if answer.status_code >= 400 and method != "HEAD":
        told = answer.json()
        assert told["error"]
        assert set(told.get("message", LANGUAGES)) == set(LANGUAGES)


METHODS = st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
TEXT = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40)
NUMBER = st.integers(-5, 2**70).map(str) | TEXT
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Tus-Resumable": st.just("1.0.0") | TEXT,
        "Upload-Length": NUMBER,
        "Upload-Offset": st.just("0") | NUMBER,
        "Content-Type": st.just("application/offset+octet-stream") | st.just("application/json") | TEXT,
        "Last-Event-ID": st.from_regex(r"[0-9]{1,3}\.[0-9]{1,20}:[0-9]{1,20}:", fullmatch=True) | TEXT,
        "Range": TEXT,
        "X-Telegram-Bot-Api-Secret-Token": TEXT,
        "X-Forwarded-For": TEXT,
    },
)
UPDATE = st.sampled_from(["update_id", "message", "message_id", "chat", "from", "id", "date", "text"])
HEALTH = ("/live/healthz", "/live/readyz")
LETTERS = st.text(st.sampled_from("abz09-_.~%"), min_size=1, max_size=40)


@pytest.fixture
def streaming(korgan: City, threads: None, evidence_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (uploads, my_data):
        monkeypatch.setattr(module, "run_in_threadpool", in_a_thread)


def through(method: str, path: str, **more: Any) -> httpx.Response:
    """To the process of streams and bytes; what breaks in it breaks here."""

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(live), base_url=OWN_ORIGIN) as client:
            return await client.request(method, path, **more)

    return asyncio.run(asked())


def test_whatever_is_asked_of_streams_and_bytes_is_answered_in_words(streaming: None, korgan: City) -> None:
    """Nobody who may hear a stream asks for one: it would not end."""
    phone = phone_of(korgan, 0)
    fixed = [phone.url, "/live/console", "/live/citizen", "/download/citizen/my-data.zip", "/download/appeal/x"]
    anything = st.builds("/{}/{}".format, st.sampled_from(["live", "upload/citizen", "original", "download"]), LETTERS)

    @TRIES
    @given(method=METHODS, path=st.just(phone.url) | st.sampled_from(fixed) | anything, headers=HEADERS,
           body=st.binary(max_size=200), is_hers=st.booleans())  # fmt: skip
    def asked(method: str, path: str, headers: dict[str, str], body: bytes, is_hers: bool) -> None:
        key = phone.secret if is_hers and not path.startswith("/live/") else "x"
        ours = {"Cookie": f"{KEY_COOKIE}={key}; {settings.SESSION_COOKIE_NAME}=x", "Origin": OWN_ORIGIN}
        if path not in HEALTH:
            in_our_words(through(method, path, content=body, headers={**headers, **ours}), method)

    asked()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(UPDATE | st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def test_whatever_a_machine_brings_is_answered(korgan: City) -> None:
    config = {"config": {"webhook": True}, "secrets": closed({"token": "1:token"})}
    Account.objects.filter(pk=korgan.telegram.pk).update(**config)
    proof = hook_secret(config_of(Account.objects.get(pk=korgan.telegram.pk)))
    hers = f"/hooks/telegram/{korgan.telegram.pk}"
    browser = Client()

    brought = JSON.map(lambda told: json.dumps(told).encode()) | st.binary(max_size=200)
    paths = st.just(hers) | st.builds("/hooks/{}".format, LETTERS)

    @TRIES
    @given(method=METHODS, path=paths, headers=HEADERS, body=brought, is_proved=st.booleans())
    def asked(method: str, path: str, headers: dict[str, str], body: bytes, is_proved: bool) -> None:
        told = {**headers, **({"X-Telegram-Bot-Api-Secret-Token": proof} if is_proved else {})}
        typed = told.pop("Content-Type", "application/json")
        answer = browser.generic(method, path, body, typed, headers=told)
        in_our_words(answer, method)

    asked()

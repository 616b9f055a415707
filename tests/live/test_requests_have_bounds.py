"""What is larger, deeper or more at once than people need is refused in words, never by a fault of ours."""

import http.client
import json
from collections.abc import Iterator

import pytest

from korgan.bounds import LARGEST_HEAD, LONGEST_URL, MOST_HEADERS
from korgan.environment import LIMITS
from tests.cast import City, city, until
from tests.live.conftest import Live
from tests.live.listening import Listener, Refused, signed_in
from tests.live.web import Web, serving

PATHS = ["/api/citizen/me", "/live/console", "/upload/citizen/x/y"]


def asked(live: Live, path: str, headers: dict[str, str]) -> tuple[int, dict[str, dict[str, str]]]:
    line = http.client.HTTPConnection("127.0.0.1", live.web.port, timeout=20)
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    status, body = answer.status, json.loads(answer.read())
    line.close()
    return status, body


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("status", "query", "headers"),
    [
        (414, "?" + "x" * LONGEST_URL, {}),
        (431, "", {f"X-{number}": "1" for number in range(MOST_HEADERS)}),
        (431, "", {"Cookie": "x" * LARGEST_HEAD}),
    ],
)
def test_a_head_that_no_browser_sends_is_refused(
    live: Live, path: str, status: int, query: str, headers: dict[str, str]
) -> None:
    answered, told = asked(live, path + query, headers)
    assert answered == status
    assert set(told["message"]) == {"kk", "ru", "uk", "en"}


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":' * 30_000 + b"1" + b"}" * 30_000,
        b"[" * 200_000,
        b'{"text": ' + b"[" * 20 + b"]" * 20 + b"}",
        b"{" + b",".join(b'"%d":1' % number for number in range(500)) + b"}",
        b'"' + b'\\"' * 120_000,
        b'{"text": ' + b"9" * 200_000 + b"}",
    ],
    ids=["deep", "endless", "deeper than ours", "many names", "quotes without end", "long number"],
)
def test_json_that_only_breaks_readers_is_refused(live: Live, body: bytes) -> None:
    line = http.client.HTTPConnection("127.0.0.1", live.web.port, timeout=5)
    headers = {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{live.web.port}"}
    line.request("POST", "/api/citizen/appeals", body, headers)
    answer = line.getresponse()
    assert (answer.status, json.loads(answer.read())["error"]) == (400, "malformed")
    line.close()


@pytest.fixture
def narrow(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Web, City]]:
    few = {**dict.fromkeys(LIMITS, 0), "streams": 2, "address_streams": 3}
    monkeypatch.setenv("KORGAN_LIMITS", json.dumps(few))
    with serving(fresh_database) as web:
        yield web, city()


def opened(web: Web, cookie: str) -> tuple[int, str]:
    """What one more stream is answered; it is closed at once."""
    try:
        with Listener(web.port, "/live/console", cookie):
            return 200, ""
    except Refused as refused:
        return refused.status, refused.body["error"]


def test_open_streams_are_limited_by_sign_in_and_by_address(narrow: tuple[Web, City]) -> None:
    web, korgan = narrow
    omarov, bekova = signed_in(korgan.omarov), signed_in(korgan.bekova)
    with Listener(web.port, "/live/console", omarov), Listener(web.port, "/live/console", omarov):
        assert opened(web, omarov) == (429, "too_many_open"), "a third of one sign-in"
        with Listener(web.port, "/live/console", bekova):
            assert opened(web, bekova) == (429, "too_many_open"), "a fourth of one address"
            assert opened(web, "x=y")[0] == 429, "nobody in particular"
    until(lambda: opened(web, omarov)[0] == 200)
    until(lambda: opened(web, bekova)[0] == 200)

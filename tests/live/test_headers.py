"""Whoever answers, Django or Starlette, with whatever: nothing inline, nothing from outside, nobody frames us."""

import http.client

import pytest

from tests.live.conftest import Live

ASKED = [
    ("GET", "/"),
    ("GET", "/console/"),
    ("GET", "/api/docs"),
    ("GET", "/healthz"),
    ("GET", "/api/citizen/me"),
    ("GET", "/api/console/me"),
    ("GET", "/api/nothing"),
    ("GET", "/static/app/icons/mark.svg"),
    ("GET", "/sw.js"),
    ("GET", "/live/console"),
    ("POST", "/api/citizen/appeals"),
    ("POST", "/api/citizen/photos/01890000-0000-7000-8000-000000000000"),
    ("POST", "/hooks/telegram/1"),
    ("TRACE", "/"),
]


@pytest.mark.parametrize(("method", "path"), ASKED)
def test_every_answer_tells_the_browser_what_it_may_not_do(live: Live, method: str, path: str) -> None:
    line = http.client.HTTPConnection("127.0.0.1", live.web.port, timeout=20)
    line.request(method, path, headers={"Content-Length": "0"})
    answer = line.getresponse()
    policy = dict(rule.strip().split(" ", 1) for rule in (answer.getheader("Content-Security-Policy") or "").split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert not any("unsafe" in rule or "http" in rule or "*" in rule for rule in policy.values())
    assert answer.getheader("X-Content-Type-Options") == "nosniff"
    assert answer.getheader("Cross-Origin-Resource-Policy") == "same-origin"
    assert "geolocation=(self)" in (answer.getheader("Permissions-Policy") or "")
    line.close()

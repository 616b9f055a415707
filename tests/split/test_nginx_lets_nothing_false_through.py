"""nginx as ops/ configures it, before a server that shows what it was asked and one that is down."""

import http.client
import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from korgan.asgi import STREAMED
from korgan.bounds import AREAS_IMPORT, LARGEST_AREAS
from korgan.headers import headers_for
from korgan.journal.away import AGAIN_AFTER_S
from korgan.machine.tests.people import place
from korgan.words import in_all
from tests.e2e.stack import free_port, until
from tests.split.topology import NGINX, OPS, certified, rendered_site

pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx on this machine: apt-get install nginx-light")
STRANGER = {
    "X-Forwarded-For": "10.0.0.1",
    "X-Forwarded-Proto": "https",
    "Forwarded": "for=10.0.0.1",
    "X-Request-ID": "chosen-by-a-stranger",
    "Connection": "close",
}


ADMINISTRATOR = "korgan_session=administrator"


class Showing(BaseHTTPRequestHandler):
    """Answers with the headers it was asked with, and with how much it was brought; knows one administrator."""

    def do_GET(self) -> None:  # the library's own name
        is_known = self.headers.get("Cookie") == ADMINISTRATOR
        self.show(200 if is_known or not self.path.endswith("/may/") else 403)

    def do_POST(self) -> None:  # the library's own name
        self.headers["Brought"] = str(len(self.rfile.read(int(self.headers["Content-Length"]))))
        self.show(200)

    def show(self, status: int) -> None:
        told = json.dumps({name.lower(): self.headers.get_all(name) for name in self.headers}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="module")
def doors() -> Iterator[dict[str, int]]:
    """By name, the ports of nginx with TLS and without; korgan-web shows, korgan-live is down."""
    ports = {"plain": free_port(), "tls": free_port()}
    with shown() as web, place("root") as folder:
        behind = {"web": str(web), "live": str(free_port())}
        conf = rendered_site(folder, f"127.0.0.1:{ports['plain']}", behind, certified(folder, ports["tls"]))
        running = subprocess.Popen([str(NGINX), "-e", f"{folder}/nginx.log", "-c", str(conf), "-g", "daemon off;"])
        try:
            until(lambda: asked(ports["plain"], "/")[0], 20, "nginx did not start")
            yield ports
        finally:
            running.terminate()
            running.wait(20)


@contextmanager
def shown() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Showing) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            serving.join()


def asked(port: int, path: str, context: ssl.SSLContext | None = None) -> tuple[int, dict[str, str], bytes]:
    line = (
        http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=context)
        if context
        else http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    )
    try:
        line.request("GET", path, headers=STRANGER)
        answer = line.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    except ConnectionRefusedError:
        return 0, {}, b""
    finally:
        line.close()


def trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@pytest.mark.parametrize(("door", "scheme"), [("plain", "http"), ("tls", "https")])
def test_what_a_stranger_tells_of_himself_is_replaced(doors: dict[str, int], door: str, scheme: str) -> None:
    told = json.loads(asked(doors[door], "/", trusting() if door == "tls" else None)[2])
    assert told["x-forwarded-for"] == ["127.0.0.1"]
    assert told["x-forwarded-proto"] == [scheme]
    assert told["host"] == [f"127.0.0.1:{doors[door]}"]
    assert told["x-request-id"] != ["chosen-by-a-stranger"]
    assert not {"forwarded", "connection"} & told.keys()


@pytest.mark.parametrize("path", STREAMED)
def test_a_process_that_is_away_is_told_in_words(doors: dict[str, int], path: str) -> None:
    """Also that nginx sends each of these addresses to the process that streams."""
    status, told, content = asked(doors["plain"], f"{path}console")
    assert (status, told["retry-after"]) == (503, str(AGAIN_AFTER_S))
    assert json.loads(content) == {"error": "not_received", "message": in_all("error.not_received")}
    assert all(told[name.lower()] == value for name, value in headers_for("application/json"))


def test_what_is_too_large_is_told_in_words(doors: dict[str, int]) -> None:
    line = http.client.HTTPConnection("127.0.0.1", doors["plain"], timeout=20)
    line.request("POST", "/api/citizen/appeals", b"a" * 2_000_000)
    answer = line.getresponse()
    assert answer.status == 413
    assert json.loads(answer.read()) == {"error": "too_large", "message": in_all("error.too_large")}
    line.close()


def brought(port: int, cookie: str, length: int, sent: int) -> tuple[int, str, bytes]:
    """What nginx answers to a file of borders that is announced and of which so much is sent."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.putrequest("POST", AREAS_IMPORT)
    for name, value in (("Cookie", cookie), ("Content-Length", str(length))):
        line.putheader(name, value)
    line.endheaders()
    line.send(b"a" * sent)
    answer = line.getresponse()
    told = answer.status, answer.headers.get("Location", ""), answer.read()
    line.close()
    return told


def test_borders_of_a_region_are_taken_from_an_administrator_only(doors: dict[str, int]) -> None:
    port, large = doors["plain"], 3_000_000
    status, _, told = brought(port, ADMINISTRATOR, large, large)
    assert (status, json.loads(told)["brought"]) == (200, [str(large)])
    assert brought(port, "korgan_session=stranger", large, 0)[:2] == (303, "/console/"), "nothing of it was waited for"
    assert brought(port, ADMINISTRATOR, LARGEST_AREAS + 1, 0)[:2] == (303, f"{AREAS_IMPORT}?too_large")


def test_who_administers_is_asked_by_nginx_alone(doors: dict[str, int]) -> None:
    assert asked(doors["plain"], f"{AREAS_IMPORT}may/")[0] == 404


UNITS = sorted((OPS / "systemd").glob("korgan*"))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text().replace("/opt/korgan/.venv/bin/python", "/bin/true").replace("=/opt/korgan", "=/")
        (tmp_path / unit.name).write_text(text)
    said = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in UNITS)], capture_output=True, text=True
    )
    ours = [line for line in said.stderr.splitlines() if "korgan" in line]
    assert (said.returncode, ours) == (0, [])


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.stem)
def test_a_unit_may_do_no_more_than_it_needs(unit: Path) -> None:
    text = unit.read_text()
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "User=korgan"} <= set(text.splitlines())
    assert ("Restart=always" in text) == ("Type=oneshot" not in text)

"""The path on a server as ops/ sets it up: a report with a photo, the operator's screen, an answer that is read."""

import http.client
import json
import os
import signal
import urllib.request
from typing import Any
from uuid import uuid4

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bench.house import pid_of
from bench.screen import signed_in
from korgan.evidence.tests.photos import photo
from korgan.headers import headers_for
from tests.e2e.stack import until
from tests.faults.asking import Phone, address_of, port_of, sent
from tests.live.listening import Listener
from tests.split.topology import Split

ANSWER = "Наряд едет к вам"


class Desk:
    """An operator, signed in."""

    def __init__(self, server: Split) -> None:
        self.server, self.cookie = server, signed_in(server.url)

    def screen(self) -> Listener:
        """Open when it has beaten: whatever happens from then on is heard."""
        screen = Listener(port_of(self.server), "/live/console", self.cookie)
        screen.next("beat")
        return screen

    def acts(self, path: str, **asked: object) -> dict[str, Any]:
        told = json.dumps({"client_key": str(uuid4()), **asked}).encode()
        status, said = sent(self.server, "POST", f"/api/console/{path}", told, self.cookie)
        assert status == 200, said
        return said

    def sees(self, appeal: str) -> dict[str, Any]:
        return sent(self.server, "GET", f"/api/console/appeals/{appeal}", None, self.cookie)[1]


@pytest.fixture
def desk(server: Split) -> Desk:
    return Desk(server)


def test_a_report_with_a_photo_is_seen_taken_answered_and_read(server: Split, desk: Desk) -> None:
    aigerim, name, picture = Phone(server), str(uuid4()), photo("PNG", size=(800, 600), compress_level=0)
    with desk.screen() as screen:
        status, receipt = aigerim.reports(photo=name)
        assert status == 201
        heard = screen.next("entry").data
        assert (heard["kind"], heard["appeal"]["number"]) == ("AppealRegistered", receipt["number"])
        sends_in_two_pieces(server, aigerim, address_of(receipt["id"], name), picture)
        while screen.next("entry").data["kind"] != "PartArrived":
            pass
    desk.acts(f"appeals/{receipt['id']}/take")
    desk.acts(f"appeals/{receipt['id']}/replies", text=ANSWER)
    until(lambda: ANSWER in read_by(aigerim, server, receipt["id"]), 30, "the answer was not read")
    assert played(server, desk, receipt["id"]) == picture


def sends_in_two_pieces(server: Split, phone: Phone, address: str, picture: bytes) -> None:
    """The line breaks when some of it has come: that is kept, the rest follows."""
    assert phone.announces(address, picture)[0] == 201
    line = http.client.HTTPConnection("127.0.0.1", port_of(server), timeout=20)
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    line.putrequest("PATCH", address)
    for header, value in {**headers, "Cookie": phone.cookie, "Origin": server.url}.items():
        line.putheader(header, value)
    line.putheader("Content-Length", str(len(picture)))
    line.endheaders(picture[:-1])
    until(lambda: int(phone.asks("HEAD", address, None)[2]["upload-offset"]), 20, "nginx kept it back")
    line.close()
    assert phone.goes_on(address, picture)[0] == 204


def read_by(phone: Phone, server: Split, appeal: str) -> str:
    return json.dumps(sent(server, "GET", f"/api/citizen/appeals/{appeal}", None, phone.cookie)[1], ensure_ascii=False)


def played(server: Split, desk: Desk, appeal: str) -> bytes:
    """The original as the console's player gets it."""
    parts = [part for message in desk.sees(appeal)["messages"] for part in message["parts"]]
    evidence = next(part["evidence"] for part in parts if part.get("evidence"))
    address = desk.acts(f"plays/{evidence['id']}")["url"]
    line = http.client.HTTPConnection("127.0.0.1", port_of(server), timeout=20)
    line.request("GET", address, headers={"Cookie": desk.cookie})
    content = line.getresponse().read()
    line.close()
    return content


def test_one_process_tells_the_figures_of_all(server: Split, desk: Desk) -> None:
    """What a killed process has counted stays; its open streams went with it."""
    before = scraped(server)
    with desk.screen() as screen:
        Phone(server).reports()
        screen.next("entry")
        now = scraped(server)
        assert registered_of(now) == registered_of(before) + 1, "counted by korgan-web"
        assert now["korgan_open_streams", ()] == 1, "counted by korgan-live"
        assert now["korgan_entry_to_stream_seconds_count", ()] > before["korgan_entry_to_stream_seconds_count", ()]
        os.kill(pid_of(server, "live"), signal.SIGKILL)
        until(lambda: scraped(server)["korgan_open_streams", ()] == 0, 30, "the dead are still counted")
    assert registered_of(scraped(server)) == registered_of(now)
    until(lambda: is_ready(server), 60, "korgan-live did not come back")


Scraped = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def scraped(server: Split) -> Scraped:
    """As Prometheus asks, past nginx."""
    with urllib.request.urlopen(f"http://127.0.0.1:{server.ports['web']}/metrics", timeout=20) as answer:
        families = text_string_to_metric_families(answer.read().decode())
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for family in families for one in family.samples}


def registered_of(figures: Scraped) -> float:
    return figures["korgan_registrations_total", (("channel", "app"), ("how", "registered"))]


def is_ready(server: Split) -> bool:
    try:
        return bool(server.get("/live/readyz")["ok"])
    except OSError:
        return False


ANSWERED = [
    ("/", 200, "korgan_key"),
    ("/console/", 200, "csrftoken"),
    ("/healthz", 200, ""),
    ("/readyz", 200, ""),
    ("/live/healthz", 200, ""),
    ("/live/readyz", 200, ""),
    ("/live/console", 401, ""),
    ("/api/nothing", 404, ""),
    ("/static/app/icons/mark.svg", 200, ""),
    ("/upload/nothing", 404, ""),
    ("/original/nothing", 404, ""),
    ("/download/nothing", 404, ""),
    # Our own Prometheus asks the process itself.
    ("/metrics", 404, ""),
]


@pytest.mark.parametrize(("path", "status", "cookie"), ANSWERED)
def test_every_address_is_answered_with_the_headers_that_shut_the_browser(
    server: Split, path: str, status: int, cookie: str
) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port_of(server), timeout=20)
    line.request("GET", path)
    answer = line.getresponse()
    answer.read()
    line.close()
    told = dict(answer.getheaders())
    assert (answer.status, cookie in told.get("set-cookie", "")) == (status, True), told
    for name, value in headers_for(answer.headers.get_content_type()):
        assert answer.headers.get_all(name) == [value]


def test_a_body_too_long_is_refused_in_words(server: Split) -> None:
    for length in (300_000, 3_000_000):
        line = http.client.HTTPConnection("127.0.0.1", port_of(server), timeout=20)
        told = json.dumps({"text": "a" * length}).encode()
        line.request("POST", "/api/citizen/appeals", told, {"Content-Type": "application/json", "Origin": server.url})
        answer = line.getresponse()
        assert (answer.status, json.loads(answer.read())["error"]) == (413, "too_large")
        line.close()

"""Traces by setting: one report is one trace from the web through the worker to the answer's going out, whatever
processes had it in hand; it holds nothing of what anybody wrote. Without the setting nothing is even imported."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from korgan.faces.citizen.key import new_key
from korgan.handling import actions as handling
from korgan.machine.death import die_with_parent
from korgan.operations import installation
from korgan.reply.actions import reply
from tests.cast import NIGHT, city, key, until
from tests.live.web import serving

TEXT, PHONE, ANSWER, ASKED = "тайная-фраза-маркер", "+77019998877", "ответ-маркер", "asked-marker"


class Receiver(ThreadingHTTPServer):
    """Takes what a process exports, as any receiver of OTLP over HTTP does."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Exported)
        self.bodies: list[bytes] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def spans(self) -> list[Span]:
        read = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return [span for one in read for group in one.resource_spans for scope in group.scope_spans
                for span in scope.spans]  # fmt: skip

    def of(self, appeal: UUID) -> dict[str, Span]:
        return {span.name: span for span in self.spans() if span.trace_id == appeal.bytes}


class Exported(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:  # the library's own name
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/v1/traces":
            self.server.bodies.append(body)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quietly."""


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with Receiver() as server:
        running = threading.Thread(target=server.serve_forever)
        running.start()
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", server.url)
        monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")
        yield server
        server.shutdown()
        running.join()


@pytest.fixture
def worker(fresh_database: str, receiver: Receiver) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "korgan", "worker"],
        env={**os.environ, "KORGAN_DATABASE_URL": fresh_database},
        preexec_fn=die_with_parent(signal.SIGKILL),
    )
    yield
    process.terminate()
    process.wait(30)


def reported(port: int, secret: str) -> UUID:
    told = {"client_key": str(key()), "text": f"{TEXT} {PHONE}", "language": "ru", "at": NIGHT.isoformat()}
    origin = f"http://127.0.0.1:{port}"
    headers = {"Content-Type": "application/json", "Origin": origin, "Cookie": f"korgan_key={secret}"}
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.request(
        "POST", f"/api/citizen/appeals?q={ASKED}", json.dumps(told), {**headers, "Cookie": f"korgan_key={secret}"}
    )
    answer = line.getresponse()
    read = json.loads(answer.read())
    line.close()
    assert answer.status == 201, read
    return UUID(read["id"])


def test_one_report_is_one_trace_and_holds_nothing_personal(
    fresh_database: str, receiver: Receiver, worker: None
) -> None:
    korgan, secret = city(), new_key()
    with serving(fresh_database) as web:
        appeal = reported(web.port, secret)
        handling.take(appeal, korgan.omarov, NIGHT)
        reply(appeal, ANSWER, korgan.omarov, NIGHT)
        until(lambda: {"web", "register", "job reply.deliver", "send"} <= set(receiver.of(appeal)), 60)
    found = receiver.of(appeal)
    first = found["web"]
    assert not first.parent_span_id, "the trace begins where the citizen's report came in"
    assert found["register"].parent_span_id == first.span_id
    assert {found[name].parent_span_id for name in ("job reply.deliver", "send")} == {first.span_id}
    assert all(span.end_time_unix_nano >= span.start_time_unix_nano > 0 for span in receiver.spans())
    told = {one.key: one.value.string_value for one in first.attributes}
    assert told["korgan.route"] == "api/citizen/appeals"
    sent = b"".join(receiver.bodies)
    for personal in (TEXT, PHONE, ANSWER, ASKED, secret):
        assert personal.encode() not in sent
    assert [one.code for one in installation.traces_arrive()] == ["traces_not_installed"], "it is off in this process"


def test_without_the_setting_nothing_of_it_is_imported() -> None:
    asked = "import sys, korgan.tracing; sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    assert subprocess.run([sys.executable, "-c", asked], env=environment, check=False).returncode == 0

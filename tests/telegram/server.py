"""The Bot API over real HTTP on a loopback port, a thread a connection, so that it can hang and hang up."""

import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.telegram.bot_api import BotApi, Fault
from tests.telegram.methods import METHODS, ApiError, Given
from tests.telegram.payloads import Payload

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
REPEAT_S = 0.02  # the real one waits longer and longer


@contextmanager
def bot_api() -> Iterator[BotApi]:
    api = BotApi()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (Door,), {"api": api}))
    api.url = f"http://127.0.0.1:{server.server_port}"
    threads = [
        threading.Thread(target=server.serve_forever, args=(0.01,)),
        threading.Thread(target=deliver, args=(api,)),
    ]
    for thread in threads:
        thread.start()
    try:
        yield api
    finally:
        with api.changed:
            api.closing.set()
            api.changed.notify_all()
        server.shutdown()
        server.server_close()
        for thread in threads:
            thread.join()


class Door(BaseHTTPRequestHandler):
    api: BotApi
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        path = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        given = {**dict(parse_qsl(path.query)), **parameters(self.headers, body)}
        token, _, method = path.path.removeprefix("/bot").partition("/")
        if token != self.api.token:
            self.answer(401, refusal(401, "Unauthorized"))
        elif method not in METHODS:
            self.answer(404, refusal(404, "Not Found"))
        else:
            self.act(method, given)

    def do_GET(self) -> None:
        start = f"/file/bot{self.api.token}/photos/"
        content = self.api.files.get(self.path.removeprefix(start)) if self.path.startswith(start) else None
        if fault := self.fault("download"):
            self.fail(fault, content or b"")
        elif content is None:
            self.answer(404, refusal(404, "Not Found"))
        else:
            self.write(200, content, "application/octet-stream")

    def act(self, method: str, given: Payload) -> None:
        self.api.calls.append((method, given))
        fault = self.fault(method)
        if fault and not fault.takes:
            return self.fail(fault)
        try:
            result = METHODS[method](self.api, Given(given, self.connection))
        except ApiError as error:
            return self.answer(error.status, refusal(error.status, error.description))
        return self.fail(fault) if fault else self.answer(200, {"ok": True, "result": result})

    def fault(self, method: str) -> Fault | None:
        waiting = self.api.faults[method]
        return waiting.popleft() if waiting else None

    def fail(self, fault: Fault, content: bytes = b"") -> None:
        if fault.hangs:
            self.api.closing.wait()
        if fault.status:
            said = {"parameters": fault.parameters} if fault.parameters else {}
            return self.answer(fault.status, refusal(fault.status, fault.description) | said)
        if content:
            self.begin(200, len(content), "application/octet-stream")
            self.wfile.write(content[: len(content) // 2])
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        return None

    def answer(self, status: int, said: Payload) -> None:
        self.write(status, json.dumps(said).encode(), "application/json")

    def write(self, status: int, content: bytes, kind: str) -> None:
        with suppress(OSError):  # who asked may have gone
            self.begin(status, len(content), kind)
            self.wfile.write(content)

    def begin(self, status: int, length: int, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name is http.server's
        """A test tells what it saw."""


def parameters(headers: Message, body: bytes) -> Payload:
    """The three ways the Bot API takes them."""
    kind = headers.get_content_type()
    if kind == "application/json":
        return dict(json.loads(body or b"{}"))
    if kind == "multipart/form-data":
        whole = BytesParser().parsebytes(f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode() + body)
        return {str(part.get_param("name", header="content-disposition")): text_of(part) for part in whole.walk()
                if not part.is_multipart()}  # fmt: skip
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def text_of(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode() if isinstance(content, bytes) else ""


def refusal(status: int, description: str) -> Payload:
    return {"ok": False, "error_code": status, "description": description}


def deliver(api: BotApi) -> None:
    """To the webhook, in order, each until it is taken."""
    while not api.closing.is_set():
        with api.changed:
            api.changed.wait_for(lambda: api.closing.is_set() or (api.webhook and api.pending))
            if api.closing.is_set():
                return
            hook, update = dict(api.webhook), api.pending[0]
        api.last_error = post(hook, update)
        if not api.last_error:
            api.pending.remove(update)
        else:
            api.closing.wait(REPEAT_S)


def post(hook: Payload, update: Payload) -> str:
    """Empty when it was taken, else what went wrong, in Telegram's words."""
    headers = {"Content-Type": "application/json", SECRET_HEADER: hook["secret_token"]}
    request = urllib.request.Request(hook["url"], json.dumps(update).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=10):
            return ""
    except urllib.error.HTTPError as error:
        error.close()
        return f"Wrong response from the webhook: {error.code} {error.reason}"
    except OSError:
        return "Connection refused"

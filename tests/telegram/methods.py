"""The methods of the Bot API that our bot uses, each with the refusals of the real one."""

import json
import socket
import time
from collections.abc import Callable
from typing import Any

from tests.telegram.bot_api import BotApi
from tests.telegram.payloads import BOT, Payload

LONGEST_TEXT = 4096  # UTF-16 units
LARGEST_FILE = 20 * 1024 * 1024
OTHER_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first"


class ApiError(Exception):
    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status, self.description = status, description


class Given(dict[str, Any]):
    """A call's parameters, and the connection that its answer is awaited on."""

    def __init__(self, parameters: Payload, connection: socket.socket) -> None:
        super().__init__(parameters)
        self.connection = connection

    def is_heard(self) -> bool:
        try:
            return self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False


def get_me(api: BotApi, given: Given) -> Payload:
    return api.bot


def get_updates(api: BotApi, given: Given) -> list[Payload]:
    """The offset confirms what was before it. A second poller ends the first one."""
    with api.changed:
        if api.webhook:
            raise ApiError(409, WEBHOOK_SET)
        remember_allowed(api, given)
        if isinstance(api.poller, Given) and api.poller.is_heard():
            api.conflicts += 1
        api.poller = given
        api.changed.notify_all()
        return wait_for_updates(api, given)


def wait_for_updates(api: BotApi, given: Given) -> list[Payload]:
    offset, limit = int(given.get("offset", 0)), int(given.get("limit", 100))
    api.pending[:] = [update for update in api.pending if update["update_id"] >= offset]
    until = time.monotonic() + int(given.get("timeout", 0))
    while not api.pending and api.poller is given and not api.closing.is_set() and time.monotonic() < until:
        api.changed.wait(until - time.monotonic())
    if api.poller is not given:
        raise ApiError(409, OTHER_POLLER)
    api.poller = None
    return list(api.pending[:limit])


def send_message(api: BotApi, given: Given) -> Payload:
    text, chat = str(given.get("text", "")), api.chats.get(int(given.get("chat_id", 0)))
    if chat is None:
        raise ApiError(400, "Bad Request: chat not found")
    if not text.strip():
        raise ApiError(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        raise ApiError(400, "Bad Request: message is too long")
    message = api.numbered({"from": BOT, "chat": chat, "text": text})
    with api.changed:
        api.sent.append(message)
        api.changed.notify_all()
    return message


def get_file(api: BotApi, given: Given) -> Payload:
    file_id = str(given.get("file_id"))
    if file_id not in api.files:
        raise ApiError(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    size = len(api.files[file_id])
    if size > LARGEST_FILE:
        raise ApiError(400, "Bad Request: file is too big")
    return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": size, "file_path": f"photos/{file_id}"}


def set_webhook(api: BotApi, given: Given) -> bool:
    with api.changed:
        remember_allowed(api, given)
        api.webhook = {"url": given["url"], "secret_token": given.get("secret_token", "")} if given["url"] else {}
        api.changed.notify_all()
    return True


def delete_webhook(api: BotApi, given: Given) -> bool:
    with api.changed:
        api.webhook, api.last_error = {}, ""
    return True


def get_webhook_info(api: BotApi, given: Given) -> Payload:
    told = {"url": api.webhook.get("url", ""), "has_custom_certificate": False}
    failed = {"last_error_date": 1795296000, "last_error_message": api.last_error} if api.last_error else {}
    allowed = {"allowed_updates": api.allowed} if api.allowed else {}
    return {**told, "pending_update_count": len(api.pending), **failed, **allowed}


def remember_allowed(api: BotApi, given: Given) -> None:
    """What was said once stays said; an empty list means the usual kinds."""
    if "allowed_updates" in given:
        said = given["allowed_updates"]
        api.allowed = json.loads(said) if isinstance(said, str) else said


METHODS: dict[str, Callable[[BotApi, Given], Any]] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "sendMessage": send_message,
    "getFile": get_file,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}

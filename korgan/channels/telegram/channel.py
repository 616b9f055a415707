"""Telegram by python-telegram-bot. Long polling needs no public address; a webhook with a secret token is an option."""

import hmac
import json
import os
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlencode

import httpx
from cryptography.fernet import InvalidToken
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from korgan.channels.base import (
    Account,
    Capabilities,
    Forged,
    Inbound,
    Misconfigured,
    OutgoingPart,
    Pulled,
    Raw,
    Rejected,
    SendFailed,
    Sent,
    Unreachable,
)
from korgan.channels.planning import plan
from korgan.channels.secrets import opened, proof
from korgan.channels.telegram.meaning import meaning
from korgan.channels.telegram.parsing import LARGEST, parse, receive

SECRET_HEADER = "x-telegram-bot-api-secret-token"
# What is not asked for is not sent; once said it stays said, so it is said each time.
WANTED = ("message", "edited_message")
PULL_S, CONNECT_S, ANSWER_S = 25, 5, 20

# The library tells how long to wait as a timedelta from its next version on, and warns until asked for it.
os.environ.setdefault("PTB_TIMEDELTA", "true")


class TelegramConfig(BaseModel):
    """`webhook`: updates are brought instead of pulled. `api_url` is another Bot API server than Telegram's own."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    token: SecretStr
    webhook: bool = False
    api_url: str = "https://api.telegram.org"


class Telegram:
    kind: ClassVar[str] = "telegram"
    schemes: ClassVar[tuple[str, ...]] = ("telegram",)
    Config: ClassVar[type[BaseModel]] = TelegramConfig
    can: ClassVar[Capabilities] = Capabilities(
        text_length=4096,
        file_bytes=LARGEST,
        receipt_by_message=True,
        fetches_files=True,
        brings_updates=True,
        idempotent_send=False,
        # Told in the Bot API's questions and answers; beyond it 429 comes.
        sends_per_s=30,
        sends_per_chat_s=1,
    )

    def verify(self, account: Account, headers: Mapping[str, str], body: bytes) -> None:
        given, config = headers.get(SECRET_HEADER, ""), config_of(account)
        if not config.webhook or not hmac.compare_digest(given.encode(), hook_secret(config).encode()):
            raise Forged("the secret token is not ours")

    def receive(self, update: Any) -> Raw:
        return receive(update)

    def parse(self, update: Mapping[str, Any]) -> Sequence[Inbound]:
        return parse(update)

    def plan(self, text: str) -> Sequence[OutgoingPart]:
        return plan(text, self.can.text_length)

    async def send(self, account: Account, thread: str, part: OutgoingPart) -> Sent:
        async with bot_of(account) as bot:
            sent = await bot.send_message(chat_id=int(thread), text=part.text)
        return Sent(f"{sent.chat.id}:{sent.message_id}")

    async def fetch(self, account: Account, file_ref: str) -> AsyncIterator[bytes]:
        async with bot_of(account) as bot:
            file = await bot.get_file(file_ref)
        try:
            async with (
                httpx.AsyncClient(timeout=30, verify=trusted()) as client,
                client.stream("GET", file.file_path or "") as answer,
            ):
                if answer.status_code == HTTPStatus.NOT_FOUND:
                    raise Rejected("the file is gone")
                answer.raise_for_status()
                async for chunk in answer.aiter_bytes(64 * 1024):
                    yield chunk
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            # The address of a file holds the token: it must not stand in a log.
            raise Unreachable(type(error).__name__) from None

    def is_pulled(self, account: Account) -> bool:
        return not config_of(account).webhook

    async def activate(self, account: Account, hook: str) -> None:
        """Telegram answers no pulls while a webhook is set."""
        config = config_of(account)
        async with bot_of(account) as bot:
            if config.webhook:
                await bot.set_webhook(require(hook), secret_token=hook_secret(config), allowed_updates=WANTED)
            else:
                await bot.delete_webhook()

    async def pull(self, account: Account, cursor: str) -> Pulled:
        """Raw, past the library: one update it cannot read must not keep back the others."""
        asked = {"timeout": PULL_S, "allowed_updates": json.dumps(WANTED), **({"offset": cursor} if cursor else {})}
        async with bot_of(account, PULL_S + 10) as bot:
            answer: Any = await bot.request.post(f"{bot.base_url}/getUpdates?{urlencode(asked)}")
        updates = [receive(update) for update in answer]
        following = max((int(update.external_id) + 1 for update in updates), default=None)
        return Pulled(updates, cursor if following is None else str(following))

    async def health(self, account: Account) -> str:
        try:
            is_wanted = config_of(account).webhook
            async with bot_of(account) as bot:
                hook = await bot.get_webhook_info()
        except SendFailed as trouble:
            return trouble.told
        except Exception as trouble:
            return f"{type(trouble).__name__}: {trouble}"
        if bool(hook.url) != is_wanted:
            return "no_webhook" if is_wanted else "webhook_is_set"
        # The last error stays told for long after updates arrive again.
        return (hook.last_error_message or "") if hook.pending_update_count else ""


def config_of(account: Account) -> TelegramConfig:
    try:
        return TelegramConfig.model_validate({**account.config, **opened(account.secrets)})
    except (ValidationError, InvalidToken) as broken:
        raise Misconfigured(type(broken).__name__) from None


def hook_secret(config: TelegramConfig) -> str:
    return proof(f"telegram webhook {config.token.get_secret_value()}")


def require(hook: str) -> str:
    if not hook:
        raise Rejected("no_public_url")
    return hook


@cache
def trusted() -> ssl.SSLContext:
    """Read once: it takes longer than to send a message."""
    return httpx.create_ssl_context()


@asynccontextmanager
async def bot_of(account: Account, answer_s: float | None = None) -> AsyncIterator[Bot]:
    """For one question: not initialized, which would ask getMe before it. Raises what the channel's send does."""
    config = config_of(account)
    token, api = config.token.get_secret_value(), config.api_url.rstrip("/")
    try:
        async with HTTPXRequest(
            connect_timeout=CONNECT_S, read_timeout=answer_s or ANSWER_S, httpx_kwargs={"verify": trusted()}
        ) as request:
            yield Bot(token, f"{api}/bot", f"{api}/file/bot", request=request, get_updates_request=request)
    except TelegramError as error:
        # The library's words may hold the token, and so may those of what it came from.
        raise meaning(error, token) from None

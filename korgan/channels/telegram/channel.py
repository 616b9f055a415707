"""Telegram by python-telegram-bot. Long polling needs no public address; a webhook with a secret token is the option."""

import hmac
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, ClassVar

import httpx
from pydantic import BaseModel, SecretStr
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from korgan.channels.base import (
    Account,
    Blocked,
    Capabilities,
    Forged,
    Inbound,
    OutgoingPart,
    Rejected,
    Sent,
    Throttled,
    Unknown,
    Unreachable,
)
from korgan.channels.secrets import opened
from korgan.channels.telegram.parsing import parse
from korgan.channels.telegram.planning import LONGEST, plan

SECRET_HEADER = "x-telegram-bot-api-secret-token"
POLL_S = 25
PHOTO_LIMIT = 20 * 1024 * 1024  # of the Bot API's getFile


class TelegramConfig(BaseModel):
    """`api_url` is another Bot API server than Telegram's own; `webhook_secret` is proved by each webhook request."""

    token: SecretStr
    api_url: str = ""
    webhook_secret: SecretStr | None = None


class Telegram:
    kind: ClassVar[str] = "telegram"
    schemes: ClassVar[tuple[str, ...]] = ("telegram",)
    Config: ClassVar[type[BaseModel]] = TelegramConfig
    can: ClassVar[Capabilities] = Capabilities(
        text_length=LONGEST,
        photo_bytes=PHOTO_LIMIT,
        receipt_by_message=True,
        fetches_files=True,
        polls=True,
        idempotent_send=False,
    )

    def verify(self, account: Account, headers: Mapping[str, str], body: bytes) -> None:
        secret = config_of(account).webhook_secret
        given = headers.get(SECRET_HEADER, "")
        if secret is None or not hmac.compare_digest(given.encode(), secret.get_secret_value().encode()):
            raise Forged("the secret token is not ours")

    def parse(self, update: Mapping[str, Any]) -> Sequence[Inbound]:
        return parse(update)

    def plan(self, text: str) -> Sequence[OutgoingPart]:
        return plan(text)

    async def send(self, account: Account, thread: str, part: OutgoingPart) -> Sent:
        try:
            async with bot_of(account) as bot:
                sent = await bot.send_message(chat_id=int(thread), text=part.text)
        except TelegramError as error:
            raise meaning(error) from error
        return Sent(f"{sent.chat.id}:{sent.message_id}")

    async def fetch(self, account: Account, file_ref: str) -> AsyncIterator[bytes]:
        try:
            async with bot_of(account) as bot:
                file = await bot.get_file(file_ref)
        except TelegramError as error:
            raise meaning(error) from error
        if not file.file_path:
            raise Rejected("no file path")
        try:
            async with httpx.AsyncClient(timeout=30) as client, client.stream("GET", file.file_path) as answer:
                answer.raise_for_status()
                async for chunk in answer.aiter_bytes(64 * 1024):
                    yield chunk
        except httpx.HTTPError as error:
            # The address of a file holds the token: it must not stand in a log.
            raise Unreachable(type(error).__name__) from None

    async def health(self, account: Account) -> str:
        try:
            async with bot_of(account) as bot:
                hook = await bot.get_webhook_info()
        except TelegramError as error:
            return f"{type(error).__name__}: {error.message}"
        return hook.last_error_message or ""

    async def updates(self, account: Account, offset: str) -> Sequence[Mapping[str, Any]]:
        """Long poll: raw updates after the offset, an empty list when nothing came; raise Unreachable or Rejected."""
        asked = {"timeout": POLL_S, "allowed_updates": [], **({"offset": int(offset)} if offset else {})}
        try:
            async with bot_of(account, POLL_S + 10) as bot:
                answer: Any = await bot.do_api_request("getUpdates", api_kwargs=asked)
        except TelegramError as error:
            raise meaning(error) from error
        return list(answer)


def config_of(account: Account) -> TelegramConfig:
    return TelegramConfig.model_validate({**account.config, **opened(account.secrets)})


def bot_of(account: Account, read_timeout: float = 20) -> Bot:
    config = config_of(account)
    base = (
        {"base_url": f"{config.api_url}/bot", "base_file_url": f"{config.api_url}/file/bot"} if config.api_url else {}
    )
    request = HTTPXRequest(connect_timeout=5, read_timeout=read_timeout)
    return Bot(config.token.get_secret_value(), request=request, get_updates_request=request, **base)


def meaning(error: TelegramError) -> Exception:
    """What an error of the Bot API means for the outbox: did anything go out?"""
    if isinstance(error, RetryAfter):
        return Throttled(seconds_of(error))
    if isinstance(error, Forbidden):
        return Blocked(error.message)
    if isinstance(error, BadRequest | InvalidToken):
        return Rejected(error.message)
    if isinstance(error, TimedOut):
        return Unknown("no answer in time")
    if isinstance(error, NetworkError):
        return Unreachable(type(error.__cause__).__name__) if is_before_sending(error) else Unknown("cut off")
    return Rejected(error.message)


def is_before_sending(error: NetworkError) -> bool:
    """Only a connection that was never made is sure to have sent nothing."""
    return isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout)


def seconds_of(error: RetryAfter) -> float:
    after = error.retry_after
    return after if isinstance(after, int | float) else after.total_seconds()

"""The server against an independent client: whatever aiogram refuses, or does not know, is our invention."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import TelegramObject, Update
from pydantic import BaseModel, ValidationError

from tests.telegram import AIGERIM, TIMUR, BotApi, payloads
from tests.telegram.server import bot_api


@pytest.fixture
def telegram() -> Iterator[BotApi]:
    with bot_api() as server:
        yield server


@pytest.fixture
async def bot(telegram: BotApi) -> AsyncIterator[Bot]:
    async with client(telegram, telegram.token) as found:
        yield found


@contextlib.asynccontextmanager
async def client(telegram: BotApi, token: str) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(telegram.url))
    async with Bot(token, session=session) as found:
        yield found


def invented(model: BaseModel) -> list[str]:
    """Fields that aiogram's models do not know, anywhere inside."""
    found = [f"{type(model).__name__}.{name}" for name in model.model_extra or {}]
    for value in dict(model).values():
        for one in value if isinstance(value, list) else [value]:
            found += invented(one) if isinstance(one, TelegramObject) else []
    return found


def everything_people_do(telegram: BotApi) -> int:
    first = telegram.writes(AIGERIM, "/start")
    telegram.edits(telegram.writes(TIMUR, "Кража"), text="Кража велосипеда")
    telegram.sends_photo(AIGERIM, "вот он")
    telegram.sends_album(AIGERIM, 2, "двор")
    telegram.sends_place(AIGERIM, 69.15, 54.87)
    telegram.moves(telegram.sends_place(AIGERIM, 69.15, 54.87, 12.5, live_s=3600), 69.16, 54.88)
    for content in (payloads.sticker(), payloads.voice(), payloads.video("смотрите"), payloads.document("d", "a/b")):
        telegram.says(TIMUR, content)
    telegram.writes_in_group(TIMUR, "всем привет")
    telegram.channel_post("новость")
    telegram.presses(AIGERIM, first)
    return len(telegram.pending)


async def test_every_update_is_one_of_the_bot_api(telegram: BotApi, bot: Bot) -> None:
    count = everything_people_do(telegram)
    updates = await bot.get_updates(timeout=0)
    assert len(updates) == count == 16
    assert [found for update in updates for found in invented(update)] == []
    kinds = {update.event_type for update in updates}
    assert kinds == {"message", "edited_message", "channel_post", "callback_query"}
    photo = next(update.message for update in updates if update.message and update.message.photo)
    assert max(size.width for size in photo.photo or []) == 1280


def test_the_oracle_can_refuse() -> None:
    message = {"message_id": 1, "date": 1, "text": "no chat", "from": AIGERIM.user}
    with pytest.raises(ValidationError):
        Update.model_validate({"update_id": 1, "message": message})
    known = Update.model_validate({"update_id": 1, "message": {**message, "chat": AIGERIM.chat, "mood": "bad"}})
    assert invented(known) == ["Message.mood"]


async def test_an_offset_confirms_and_without_it_updates_come_again(telegram: BotApi, bot: Bot) -> None:
    telegram.writes(AIGERIM, "раз")
    telegram.writes(AIGERIM, "два")
    first, second = await bot.get_updates()
    assert [one.update_id for one in await bot.get_updates()] == [first.update_id, second.update_id]
    assert await bot.get_updates(offset=second.update_id) == [second]
    assert await bot.get_updates(offset=second.update_id + 1) == []
    assert telegram.pending == []


async def test_a_long_poll_ends_with_the_first_update(telegram: BotApi, bot: Bot) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=30))
    while telegram.poller is None:
        await asyncio.sleep(0)
    telegram.writes(AIGERIM, "раз")
    (update,) = await asyncio.wait_for(waiting, 10)
    assert update.message


async def test_a_second_poller_ends_the_first_one(telegram: BotApi, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    while telegram.poller is None:
        await asyncio.sleep(0)
    async with client(telegram, telegram.token) as other:
        assert await other.get_updates(timeout=0) == []
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await first
    assert telegram.conflicts == 1


async def test_only_wanted_kinds_come_and_the_wish_is_remembered(telegram: BotApi, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=["message"])
    telegram.channel_post("новость")
    said = telegram.writes(AIGERIM, "раз")
    (update,) = await bot.get_updates()
    assert update.message
    assert update.message.message_id == said["message_id"]


async def test_our_bots_words_are_a_message_and_files_are_its_bytes(telegram: BotApi, bot: Bot) -> None:
    assert (await bot.get_me()).username == "korgan_bot"
    sent = await bot.send_message(AIGERIM.id, "Едем")
    assert invented(sent) == []
    assert telegram.told(AIGERIM) == [sent.text] == ["Едем"]
    size = telegram.sends_photo(AIGERIM)["photo"][1]
    file = await bot.get_file(size["file_id"])
    assert invented(file) == []
    content = await bot.download_file(file.file_path or "")
    assert content
    assert content.read() == telegram.files[size["file_id"]]


async def test_a_webhook_is_set_told_and_deleted(telegram: BotApi, bot: Bot) -> None:
    telegram.pending.clear()
    await bot.set_webhook("http://127.0.0.1:9/hook", secret_token="s", allowed_updates=["message"])
    info = await bot.get_webhook_info()
    assert invented(info) == []
    assert (info.url, info.allowed_updates) == ("http://127.0.0.1:9/hook", ["message"])
    with pytest.raises(TelegramConflictError, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert (await bot.get_webhook_info()).url == ""
    assert await bot.get_updates() == []


async def test_each_failure_is_the_one_that_telegram_gives(telegram: BotApi, bot: Bot) -> None:
    telegram.throttles("sendMessage", 7)
    with pytest.raises(TelegramRetryAfter) as throttled:
        await bot.send_message(AIGERIM.id, "раз")
    assert throttled.value.retry_after == 7
    for status, refused in ((403, TelegramForbiddenError), (400, TelegramBadRequest), (500, TelegramServerError)):
        telegram.refuses("sendMessage", status, "because")
        with pytest.raises(refused, match="because"):
            await bot.send_message(AIGERIM.id, "раз")
    assert telegram.sent == []


@pytest.mark.parametrize(
    ("chat", "text", "told"),
    [(1, "раз", "chat not found"), (AIGERIM.id, " ", "text is empty"), (AIGERIM.id, "𝄞" * 2049, "too long")],
)
async def test_what_telegram_does_not_send_is_refused(bot: Bot, chat: int, text: str, told: str) -> None:
    with pytest.raises(TelegramBadRequest, match=told):
        await bot.send_message(chat, text)


async def test_it_can_take_the_bytes_and_say_nothing(telegram: BotApi, bot: Bot) -> None:
    telegram.hangs("sendMessage")
    telegram.drops("sendMessage")
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await bot.send_message(AIGERIM.id, "дошло", request_timeout=1)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(AIGERIM.id, "не дошло")
    assert telegram.told(AIGERIM) == ["дошло"]


async def test_a_foreign_token_and_an_unknown_file_are_refused(telegram: BotApi, bot: Bot) -> None:
    async with client(telegram, "999:wrong") as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.get_me()
    with pytest.raises(TelegramBadRequest, match="wrong file_id"):
        await bot.get_file("no such")

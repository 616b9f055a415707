"""The real worker process, killed twice while citizens write to the bot: nothing lost, nothing doubled, order kept."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from korgan.channels.tests.listening import city_with
from korgan.intake.models import Appeal, Message, Part
from tests.cast import until
from tests.telegram import BotApi, Citizen

CITIZENS = [Citizen(6000 + number, f"Citizen {number}") for number in range(3)]
STARTS_IN_S = 60


@contextmanager
def worker() -> Iterator[None]:
    """Until it is killed, without a word of warning."""
    process = subprocess.Popen([sys.executable, "-m", "korgan", "worker"], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def all_write(telegram: BotApi, turns: range) -> None:
    for turn in turns:
        for who in CITIZENS:
            telegram.writes(who, f"{turn}")


def incoming() -> int:
    return Message.objects.filter(direction="in").count()


def test_a_worker_killed_while_citizens_write_loses_and_doubles_nothing(fresh_database: str, telegram: BotApi) -> None:
    korgan = city_with(telegram)
    telegram.chats |= {who.id: who.chat for who in CITIZENS}
    all_write(telegram, range(10))
    with worker():
        until(lambda: incoming() >= 5, STARTS_IN_S)
    assert incoming() < 30, "it was too quick to be killed at work"
    all_write(telegram, range(10, 20))
    with worker():
        until(lambda: incoming() >= 35, STARTS_IN_S)
    with worker():
        until(lambda: incoming() == 60, STARTS_IN_S)
        until(lambda: not telegram.pending)
    for who in CITIZENS:
        said = Part.objects.filter(message__direction="in", message__conversation__thread=str(who.id))
        assert list(said.order_by("message__version").values_list("text", flat=True)) == [str(n) for n in range(20)]
    assert Appeal.objects.count() == len(CITIZENS)
    receipts = [(message["chat"]["id"], message["text"]) for message in telegram.sent]
    assert len(receipts) == len(set(receipts))
    korgan.telegram.refresh_from_db()
    assert korgan.telegram.trouble == ""

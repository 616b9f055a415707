"""The worker stands still: every console says so by itself, reports are taken all the same, and when it goes on the
consoles believe the screen again."""

import os
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from bench.house import pid_of
from tests.e2e.conftest import OpenConsole, OpenPhone
from tests.e2e.people import Citizen
from tests.e2e.stack import Stack

NOTICED_IN_MS = 60_000


@pytest.fixture
def worker(korgan: Stack) -> Iterator[int]:
    worker = pid_of(korgan, "worker")
    yield worker
    os.kill(worker, signal.SIGCONT)


def test_every_console_says_so_and_says_when_it_is_over(phone: OpenPhone, console: OpenConsole, worker: int) -> None:
    pulses = [console(name).get_by_test_id("pulse") for name in ("operator", "operator2")]
    for pulse in pulses:
        expect(pulse).to_contain_text("На связи", timeout=NOTICED_IN_MS)
    os.kill(worker, signal.SIGSTOP)
    for pulse in pulses:
        expect(pulse).to_contain_text("Обработчик не отвечает", timeout=NOTICED_IN_MS)
    assert Citizen(phone()).reports("Пожар в подъезде").startswith("102-")
    os.kill(worker, signal.SIGCONT)
    for pulse in pulses:
        expect(pulse).to_contain_text("На связи", timeout=NOTICED_IN_MS)

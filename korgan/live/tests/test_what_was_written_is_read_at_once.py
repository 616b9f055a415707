"""What this process wrote is read before the next poll; without the hint it is heard too, a little later."""

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from korgan import asgi
from korgan.live import hub
from korgan.live.hub import UNHURRIED, Hub, Subscriber


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> Hub:
    """No screen is open, and it looks once a minute."""
    monkeypatch.setattr(hub, "POLL_S", 60.0)
    monkeypatch.setattr(hub, "IDLE_S", 60.0)
    return Hub({})


@pytest.fixture
def patient(idle: Hub) -> Hub:
    """A screen is open."""
    idle.add(Subscriber("staff", {}))
    return idle


async def is_over_at_once(made: Hub) -> bool:
    """The pause lets nothing else run."""
    try:
        async with asyncio.timeout(0):
            await made.pause()
    except TimeoutError:
        return False
    return True


async def test_a_hint_ends_every_other_pause(patient: Hub) -> None:
    assert not await is_over_at_once(patient)
    patient.hurry()
    assert await is_over_at_once(patient)
    patient.hurry()
    assert not await is_over_at_once(patient)
    assert await is_over_at_once(patient)


async def test_a_hint_is_for_one_look(patient: Hub) -> None:
    patient.hurry()
    await patient.pause()
    patient.was_hurried = False
    assert not await is_over_at_once(patient)


async def test_a_crowd_is_told_in_batches(patient: Hub) -> None:
    patient.open.update(Subscriber("staff", {}) for _ in range(UNHURRIED + 1))
    patient.hurry()
    assert not await is_over_at_once(patient)


async def test_a_hint_during_a_pause_ends_it(patient: Hub) -> None:
    async with asyncio.timeout(30):
        pause = asyncio.create_task(patient.pause())
        await asyncio.sleep(0)
        patient.hurry()
        await pause
    assert patient.was_hurried


async def test_where_no_screen_is_open_nothing_is_hurried(idle: Hub) -> None:
    idle.hurry()
    assert not await is_over_at_once(idle)


async def test_a_screen_that_comes_first_need_not_wait(idle: Hub) -> None:
    joining = asyncio.create_task(idle.join(Subscriber("staff", {})))
    await asyncio.sleep(0)
    assert await is_over_at_once(idle)
    joining.cancel()


@pytest.mark.parametrize(("method", "is_a_hint"), [("POST", True), ("GET", False)])
async def test_whatever_may_have_written_is_a_hint(
    monkeypatch: pytest.MonkeyPatch, patient: Hub, method: str, is_a_hint: bool
) -> None:
    async def answered(scope: Scope, receive: Receive, send: Send) -> None: ...

    async def nothing() -> Message:
        return {}

    async def nobody(message: Message) -> None: ...

    monkeypatch.setattr(asgi, "behind", answered)
    monkeypatch.setattr(asgi, "hub", patient)
    await asgi.application({"type": "http", "method": method, "path": "/api/v1/appeals"}, nothing, nobody)
    assert patient.hurried.is_set() == is_a_hint

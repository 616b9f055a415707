"""What a screen is told when it cannot go on from where it was, and that nothing it misses passes unnoticed."""

import asyncio
from dataclasses import replace

import pytest
from starlette.types import Message

from korgan.journal.cursor import Cursor, parse
from korgan.journal.reading import now
from korgan.journal.tests.facts import begin_an_epoch, told, told_together
from korgan.live import hub, streams
from korgan.live.asking import ask
from korgan.live.hub import Hub
from korgan.live.streams import RESET, Audience, EventStream
from korgan.live.tests.conftest import STAFF, Listening


def id_of(event: bytes) -> Cursor:
    return parse(event.split(b"\n")[0].removeprefix(b"id: ").decode())


def seqs_in(events: list[bytes]) -> list[int]:
    return [int(event.rsplit(b":", 1)[1].strip(b" }")) for event in events]


async def test_a_cursor_of_another_epoch_gets_a_reset_and_the_stream_goes_on(reading: Hub) -> None:
    old = await ask(now)
    await ask(begin_an_epoch)
    screen = Listening(reading, old)
    assert await screen.next(b"event: reset")
    assert await screen.next(b"event: beat")
    (seq,) = await ask(told, 1)
    assert seqs_in([await screen.next(b"event: entry")]) == [seq]


async def test_a_cursor_beyond_the_horizon_gets_a_reset(reading: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HORIZON", 5)
    old = await ask(now)
    first = await ask(told, 5)
    within = Listening(reading, old)
    assert seqs_in([await within.next(b"event:") for _ in first]) == first
    await ask(told, 1)
    beyond = Listening(reading, old)
    assert (await beyond.event()).startswith(b"retry")
    assert await beyond.event() + b"\n\n" == RESET


async def test_whose_horizon_is_nearer_gets_a_reset_sooner(reading: Hub) -> None:
    old = await ask(now)
    await ask(told, 3)
    beyond = Listening(reading, old, replace(STAFF, horizon=2))
    assert (await beyond.event()).startswith(b"retry")
    assert await beyond.event() + b"\n\n" == RESET


async def test_every_id_of_every_page_resumes_to_the_rest(reading: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PAGE", 3)
    monkeypatch.setattr(hub, "PAGE", 2)
    old = await ask(now)
    caught_up = Listening(reading, old)
    seqs = await ask(told, 2) + await ask(told_together, 5)
    events = [await caught_up.next(b"event: entry") for _ in seqs]
    seqs += await ask(told_together, 5)
    events += [await caught_up.next(b"event: entry") for _ in range(5)]
    assert seqs_in(events) == seqs
    for place, event in enumerate(events[:-1]):
        resumed = Listening(reading, id_of(event))
        assert seqs_in([await resumed.next(b"event: entry") for _ in seqs[place + 1 :]]) == seqs[place + 1 :]


async def test_a_beats_place_is_never_before_what_the_screen_has_heard(reading: Hub, hasty: None) -> None:
    """It joins while a batch waits for its briefs; an older place in the beat would have it hear the batch twice."""
    gate, slow = asyncio.Event(), reading.briefs["staff"]

    async def slowly(entries):  # type: ignore[no-untyped-def]
        await gate.wait()
        return await slow(entries)

    early = Listening(reading)
    await early.next(b"event: beat")
    cursor = await ask(now)
    reading.briefs["staff"] = slowly
    seqs = await ask(told, 2)
    late = Listening(reading, cursor)
    hearing = asyncio.create_task(late.next(b"event: entry"))
    await asyncio.sleep(0.1)
    gate.set()
    await hearing
    place = id_of(await late.next(b"event: beat"))
    again = Listening(reading, place)
    (last,) = await ask(told, 1)
    assert last > seqs[-1]
    assert seqs_in([await again.next(b"event: entry")]) == [last]


async def test_beats_come_also_while_entries_come(reading: Hub, hasty: None) -> None:
    """A screen learns that the worker is late when it matters: under load."""
    screen = Listening(reading)

    async def load() -> None:
        while True:
            await ask(told, 1)

    loading = asyncio.create_task(load())
    heard: list[bytes] = []
    async with asyncio.timeout(20):
        while any(sum(kind in event for event in heard) <= 3 for kind in (b"event: beat", b"event: entry")):
            heard.append(await screen.event())
    loading.cancel()
    await asyncio.wait([loading])


async def test_who_has_signed_out_is_sent_away_at_the_next_check(reading: Hub, hasty: None) -> None:
    screen = Listening(reading)
    await screen.next(b"event: beat")
    screen.audience = None
    assert b"rights" in await screen.next(b"event: bye")
    assert await screen.event() == b""
    assert not reading.everybody()


async def test_what_waits_is_not_told_to_who_may_no_longer_hear_it(reading: Hub, hasty: None) -> None:
    """It came while he still might hear it, and was not written to him yet."""
    screen = Listening(reading)
    await screen.next(b"event: beat")
    await ask(told, 3)
    async with asyncio.timeout(20):
        while len(screen.screen.subscriber.waiting) < 3:
            await asyncio.sleep(0.01)
    screen.audience = Audience("staff", {"area:9": frozenset()})
    screen.screen.subscriber.doubt()
    assert b"reset" in await screen.next(b"event: reset")
    heard = [await screen.event() for _ in range(10)]
    assert not any(b"event: entry" in event for event in heard)


async def test_a_reader_that_takes_nothing_is_left(reading: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PATIENCE_S", 0.05)
    screen = Listening(reading)

    async def full(message: Message) -> None:
        if message.get("body", b"").find(b"event: beat") >= 0:
            await asyncio.Event().wait()

    async with asyncio.timeout(20):
        await EventStream(screen.said).stream_response(full)
    assert not reading.everybody()


async def test_a_slow_screen_is_closed_without_a_gap(reading: Hub, short_buffer: None) -> None:
    screen = Listening(reading, await ask(now))
    await screen.next(b"event: beat")
    seqs = await ask(told_together, 9)
    heard = []
    while event := await screen.event():
        heard += [event] if b"event: entry" in event else []
    assert seqs_in(heard) == seqs[: len(heard)]
    assert len(heard) < len(seqs)
    assert not reading.everybody()


async def test_a_screen_that_leaves_while_it_joins_leaves_nothing(threads: None) -> None:
    reading = Hub({"staff": Listening.beat})  # type: ignore[dict-item]  # it never gets to read
    screen = Listening(reading)
    await screen.event()
    joining = asyncio.create_task(screen.event())
    await asyncio.sleep(0)
    joining.cancel()
    await asyncio.wait([joining])
    reading.delivered = Cursor(1, "3:3:")
    reading.let_in(1)
    assert not reading.everybody()
    assert not reading.doors


async def test_a_failing_brief_ends_the_screens_and_not_the_hub(reading: Hub, caplog: pytest.LogCaptureFixture) -> None:
    brief = reading.briefs["staff"]

    async def failing(entries):  # type: ignore[no-untyped-def]
        raise KeyError("a brief that fails")

    screen = Listening(reading)
    await screen.next(b"event: beat")
    reading.briefs["staff"] = failing
    await ask(told, 1)
    assert await screen.next(b"event: entry") == b""
    reading.briefs["staff"] = brief
    again = Listening(reading)
    await again.next(b"event: beat")
    (seq,) = await ask(told, 1)
    assert seqs_in([await again.next(b"event: entry")]) == [seq]
    assert "KeyError" in caplog.text


async def test_the_hub_lets_the_loop_run(reading: Hub) -> None:
    """Reading every 20 ms is done without holding up anybody on the same loop."""
    loop = asyncio.get_running_loop()
    gaps: list[float] = []
    last = loop.time()
    while len(gaps) < 300:
        await asyncio.sleep(0.001)
        gaps.append(loop.time() - last)
        last = loop.time()
    assert sorted(gaps)[150] < 0.01
    assert reading.delivered

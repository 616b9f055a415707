"""Promises 1, 2 and 6 on a server: each of its processes is killed under a load of reports and started again as its
unit says; nothing acknowledged is lost, nothing doubled, and a screen goes on where it was."""

import os
import signal

import psycopg
import pytest

from bench.house import pid_of
from bench.screen import signed_in
from tests.e2e.stack import answers, until
from tests.faults.asking import REGISTERED, port_of
from tests.faults.citizens import Citizens
from tests.live.listening import Listener
from tests.split.topology import Split

COMES_BACK_IN_S = 120.0  # on a busy machine; seconds on an idle one
LOAD = 15


@pytest.mark.parametrize("victim", ["web", "live", "worker"])
def test_a_kill_under_load_loses_and_doubles_nothing(server: Split, victim: str) -> None:
    cookie = signed_in(server.url)
    with Listener(port_of(server), "/live/console", cookie) as screen:
        place = screen.next("beat").id
        numbers = told_to_citizens(server, victim)
    found = registered(server)
    assert numbers.items() <= {(key, number) for number, key in found}
    assert len({key for _, key in found}) == len({number for number, _ in found}) == len(found)
    with Listener(port_of(server), "/live/console", cookie, place) as screen:
        assert sorted(heard_on(screen, set(numbers.values()))) == sorted(numbers.values())


def registered(server: Split) -> list[tuple[str, str]]:
    """Number and client key of every report."""
    with psycopg.connect(server.database_url) as connection:
        return [(str(number), str(key)) for number, key in connection.execute(REGISTERED.encode())]


def told_to_citizens(server: Split, victim: str) -> dict[str, str]:
    """By key, the numbers of those who reported while it was killed and came back."""
    citizens = Citizens(port_of(server), count=2)
    try:
        until(lambda: len(citizens.numbers) >= LOAD, COMES_BACK_IN_S, "no load")
        killed = pid_of(server, victim)
        os.kill(killed, signal.SIGKILL)
        served = len(citizens.numbers)
        until(lambda: has_come_back(server, victim, killed), COMES_BACK_IN_S, f"{victim} did not come back")
        until(lambda: len(citizens.numbers) >= served + LOAD, COMES_BACK_IN_S, "no report is taken")
    finally:
        citizens.stop()
    assert citizens.faults == []
    return citizens.numbers


def has_come_back(server: Split, victim: str, killed: int) -> bool:
    try:
        return pid_of(server, victim) != killed and answers(server) and bool(server.get("/live/readyz")["ok"])
    except (OSError, StopIteration):
        return False


def heard_on(screen: Listener, wanted: set[str]) -> list[str]:
    """The numbers of registrations that the screen is told of, until it has been told of all of these."""
    heard: list[str] = []
    while not wanted <= set(heard):
        entry = screen.next("entry").data
        if entry["kind"] == "AppealRegistered":
            heard.append(entry["appeal"]["number"])
    return heard

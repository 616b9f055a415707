"""`korgan up` keeps its processes alive, takes them along, and shares its folder and port with nobody."""

import contextlib
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from korgan.machine.tests.house import House
from korgan.machine.tests.people import run_as, wait
from korgan.machine.tests.waiting import until


@pytest.fixture
def house(who: str, folder: Path) -> Iterator[House]:
    built = House(who, folder)
    built.open()
    built.wait_until_whole()
    yield built
    for pid in built.pids():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("name", ["web", "worker", "postgres"])
def test_a_killed_process_comes_back(house: House, name: str) -> None:
    before = house.pid_of(name)
    assert before
    os.kill(before, signal.SIGKILL)
    until(lambda: house.pid_of(name) not in {before, None}, 10)
    assert f"{name} was killed by SIGKILL, starting it again" in house.said()
    assert house.close() == 0


def test_a_polite_end_leaves_nothing_and_postgres_goes_last(house: House) -> None:
    assert house.close() == 0
    assert house.pids() == []
    assert "database system is shut down" in house.said().splitlines()[-1]


def test_a_killed_supervisor_takes_its_children_along(house: House) -> None:
    os.kill(house.supervisor, signal.SIGKILL)
    wait(house.supervisor)
    until(lambda: house.pids() == [])


def test_the_next_start_after_a_kill_goes_on_at_once(house: House) -> None:
    os.kill(house.supervisor, signal.SIGKILL)
    wait(house.supervisor)
    house.open()
    house.wait_until_whole()
    assert house.close() == 0


def test_a_second_supervisor_on_the_folder_is_refused_and_told_who_holds_it(house: House) -> None:
    second = House(house.who, house.folder)
    second.log = house.folder / "second"
    second.open()
    assert wait(second.supervisor) == 1
    assert f"is in use by another `korgan up`, process {house.supervisor}" in second.said()
    assert house.is_whole()
    assert house.close() == 0


def test_a_taken_port_is_told_before_anything_starts(who: str, folder: Path) -> None:
    built = House(who, folder)
    with socket.create_server(("127.0.0.1", built.port)):
        built.open()
        assert wait(built.supervisor) == 1
    assert f"port {built.port} on 127.0.0.1 is taken by another program" in built.said()
    assert not (folder / "data/postgres").exists()


def test_callers_wait_at_the_door_while_the_web_is_away(house: House) -> None:
    web = house.pid_of("web")
    assert web
    os.kill(web, signal.SIGKILL)
    with socket.create_connection(("127.0.0.1", house.port), timeout=5):
        until(lambda: house.pid_of("web") not in {web, None}, 10)
    assert house.close() == 0


def test_a_folder_that_cannot_be_made_is_told(folder: Path) -> None:
    (folder / "file").write_text("")

    def scenario() -> None:
        built = House("user", folder / "file")
        built.folder = folder / "file"
        with pytest.raises(Exception, match=r"cannot make .*; name another folder with KORGAN_DATA"):
            built.live()

    run_as("user", scenario)

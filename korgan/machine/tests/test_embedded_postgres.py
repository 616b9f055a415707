"""The embedded Postgres as root's service account and as an ordinary user, with real servers and real kills."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from korgan.environment import embedded_url
from korgan.machine.postgres import CannotStart, Cluster
from korgan.machine.tests.people import run_as
from korgan.machine.tests.writers import Writers


@contextmanager
def started(data: Path) -> Iterator[Cluster]:
    cluster = Cluster(data)
    cluster.start(subprocess.DEVNULL)
    try:
        yield cluster
    finally:
        cluster.stop()


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def test_it_starts_from_nothing_and_keeps_what_was_written(who: str, folder: Path) -> None:
    def scenario() -> None:
        with started(folder / "data") as cluster, psycopg.connect(cluster.url) as connection:
            connection.execute("create table said (words text)")
            connection.execute("insert into said values (lower('ҚОРҒАН'))")
        with started(folder / "data") as cluster:
            assert ask(cluster.url, "select words from said") == "қорған"

    run_as(who, scenario)


def test_it_is_durable_checked_and_closed_to_the_network(who: str, folder: Path) -> None:
    def scenario() -> None:
        with started(folder / "data") as cluster:
            wanted = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "data_checksums": "on"}
            wanted |= {"listen_addresses": "", "server_encoding": "UTF8"}
            assert wanted == {name: ask(cluster.url, f"show {name}") for name in wanted}
            assert cluster.socket.stat().st_mode & 0o777 == 0o700

    run_as(who, scenario)


def test_a_wrong_password_is_refused(who: str, folder: Path) -> None:
    def scenario() -> None:
        with started(folder / "data") as cluster:
            wrong = cluster.url.replace(cluster.password_file.read_text().strip(), "guess")
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(wrong)

    run_as(who, scenario)


def test_no_acknowledged_commit_is_lost_when_it_is_killed_under_load(who: str, folder: Path) -> None:
    def scenario() -> None:
        with started(folder / "data") as cluster:
            writers = Writers(cluster.url, count=4)
            writers.wait_for(200)
            assert cluster.process
            cluster.process.kill()
            writers.join()
            # No pause: the orphans of the killed server may still hold its memory.
            cluster.process.wait()
            cluster.start(subprocess.DEVNULL)
            assert writers.acknowledged <= writers.found(cluster.url)

    run_as(who, scenario)


def test_modes_of_the_folders_above_stay_as_they_are(who: str, folder: Path) -> None:
    def scenario() -> None:
        modes = {folder / "a": 0o711, folder / "a/b": 0o751, folder / "a/b/data": 0o755}
        for path, mode in modes.items():
            path.mkdir()
            path.chmod(mode)
        above = {path: path.stat() for path in [*modes, *folder.parents]}
        with started(folder / "a/b/data"):
            assert {path: path.stat().st_mode for path in above} == {path: s.st_mode for path, s in above.items()}
            assert {path: path.stat().st_uid for path in above} == {path: s.st_uid for path, s in above.items()}

    run_as(who, scenario)


def test_a_half_made_cluster_is_made_again(who: str, folder: Path) -> None:
    def scenario() -> None:
        cluster = Cluster(folder / "data")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(cluster, "initialise", die_half_way(cluster))
            with pytest.raises(Died):
                cluster.prepare()
        assert (cluster.home / "18.half").exists()
        with started(folder / "data") as again:
            assert ask(again.url, "select 1") == 1

    run_as(who, scenario)


class Died(Exception):
    pass


def die_half_way(cluster: Cluster) -> Callable[[Path, Path], None]:
    whole = cluster.initialise

    def half(into: Path, password: Path) -> None:
        whole(into, password)
        (into / "global/pg_control").unlink()
        raise Died

    return half


def test_a_long_path_gets_a_short_private_socket(who: str, folder: Path) -> None:
    def scenario() -> None:
        with started(folder / ("far away " * 12) / "data") as cluster:
            assert len(os.fsencode(cluster.socket)) < 107
            assert cluster.socket.stat().st_mode & 0o777 == 0o700
            assert ask(cluster.url, "select 1") == 1
        cluster.socket.rmdir()

    run_as(who, scenario)


def test_a_socket_folder_laid_by_somebody_else_is_not_followed(who: str, folder: Path) -> None:
    def scenario() -> None:
        cluster = Cluster(folder / ("far away " * 12) / "data")
        cluster.socket.symlink_to(folder)
        try:
            with pytest.raises(CannotStart, match="belongs to somebody else"):
                cluster.start(subprocess.DEVNULL)
        finally:
            cluster.socket.unlink()

    run_as(who, scenario)


def test_a_pid_that_now_belongs_to_a_stranger_does_not_stop_it(who: str, folder: Path) -> None:
    def scenario() -> None:
        with started(folder / "data") as cluster:
            assert cluster.process
            cluster.process.send_signal(signal.SIGKILL)
            cluster.process.wait()
            written = cluster.folder / "postmaster.pid"
            own = written.read_text().splitlines(keepends=True)
            # The server's account must own the stranger for Postgres to be deceived.
            stranger = subprocess.Popen(["/bin/sleep", "60"], **cluster.account.start_as())
            written.write_text(f"{stranger.pid}\n{''.join(own[1:])}")
            cluster.start(subprocess.DEVNULL)
            assert stranger.poll() is None
            stranger.kill()
            stranger.wait()
            assert ask(cluster.url, "select 1") == 1

    run_as(who, scenario)


def test_a_lost_password_is_told_and_not_replaced(who: str, folder: Path) -> None:
    def scenario() -> None:
        with started(folder / "data") as cluster:
            pass
        cluster.password_file.unlink()
        with pytest.raises(CannotStart, match="postgres-password is gone"):
            cluster.start(subprocess.DEVNULL)
        assert embedded_url(folder / "data").startswith("postgresql://korgan:@")

    run_as(who, scenario)


def test_another_version_does_not_begin_beside_the_data(folder: Path) -> None:
    with started(folder / "data"):
        pass
    (folder / "data/postgres/18").rename(folder / "data/postgres/17")
    with pytest.raises(CannotStart, match="holds a database of PostgreSQL 17, and this is 18"):
        Cluster(folder / "data").prepare()


def test_a_folder_without_programs_is_told(folder: Path) -> None:
    with pytest.raises(CannotStart, match="KORGAN_POSTGRES_PROGRAMS"):
        Cluster(folder / "data", chosen=folder).prepare()

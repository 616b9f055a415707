"""One running product for the faults that it survives; they run one after the other, in one of the parallel workers.

As root its data folder is a small disk of its own, so that it can be filled."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from korgan.machine.tests.people import IS_ROOT, place
from tests.e2e.stack import Stack, running
from tests.telegram import BotApi, bot_api

DISK_MB = 500


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/faults" in item.path.as_posix():
            item.add_marker(pytest.mark.xdist_group("faults"))


@pytest.fixture(scope="package")
def telegram() -> Iterator[BotApi]:
    with bot_api() as api:
        yield api


@pytest.fixture(scope="package")
def stack(telegram: BotApi) -> Iterator[Stack]:
    environment = {"KORGAN_TELEGRAM_TOKEN": telegram.token, "KORGAN_TELEGRAM_API_URL": telegram.url}
    with place("root") as folder, small_disk(folder / "data") as data, running(data, **environment) as started:
        yield started


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """The folder itself where nothing can be mounted."""
    folder.mkdir()
    folder.chmod(0o755)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=755", "tmpfs", str(folder)]
    is_mounted = IS_ROOT and subprocess.run(mount, capture_output=True).returncode == 0
    try:
        yield folder
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)

"""One running product for the faults that it survives; they run one after the other, in one of the parallel workers.

As root its data folder is a small disk of its own, so that it can be filled."""

from collections.abc import Iterator

import pytest

from korgan.machine.tests.people import place
from tests.e2e.stack import ROOMY, Stack, running
from tests.faults.breaking import small_disk
from tests.telegram import BotApi, bot_api


@pytest.hookimpl(tryfirst=True)
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
    with place("root") as folder, small_disk(folder / "data") as data, running(data, **ROOMY, **environment) as started:
        yield started

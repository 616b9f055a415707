"""One running product for the faults that it survives; they run one after the other, in one of the parallel workers."""

from collections.abc import Iterator

import pytest

from korgan.machine.tests.people import place
from tests.e2e.stack import Stack, running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/faults" in item.path.as_posix():
            item.add_marker(pytest.mark.xdist_group("faults"))


@pytest.fixture(scope="package")
def stack() -> Iterator[Stack]:
    with place("root") as folder, running(folder / "data") as started:
        yield started

"""One server's worth of processes for all tests of them."""

from collections.abc import Iterator

import pytest

from korgan.machine.testbed import DATABASE, testbed
from korgan.machine.tests.people import place
from tests.split.topology import NGINX, Split, split


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They share them, so they run in one of the parallel workers."""
    for item in items:
        if "tests/split" in item.path.as_posix():
            item.add_marker(pytest.mark.xdist_group("split"))


@pytest.fixture(scope="package")
def server(django_db_setup: None) -> Iterator[Split]:
    if NGINX is None:
        pytest.skip("no nginx on this machine: the processes of a server are not tried (apt-get install nginx-light)")
    with testbed.fresh(f"{DATABASE}_split") as url, place("root") as folder, split(folder, url) as stack:
        yield stack

"""One web process and one city for all tests of the streams: their topics keep them apart."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from conftest import use
from korgan.machine.testbed import DATABASE, testbed
from tests.cast import City, city
from tests.live.listening import Listener, signed_in
from tests.live.web import Web, serving


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They share one web process and its database, so they run in one of the parallel workers."""
    for item in items:
        if "tests/live" in item.path.as_posix():
            item.add_marker(pytest.mark.xdist_group("live"))


@dataclass
class Live:
    web: Web
    korgan: City
    url: str

    def console(self, cookie: str | None = None, *, last_id: str = "", cursor: str = "") -> Listener:
        """Omarov's screen, unless said otherwise."""
        path = f"/live/console?cursor={cursor}" if cursor else "/live/console"
        return Listener(self.web.port, path, signed_in(self.korgan.omarov) if cookie is None else cookie, last_id)

    def citizen(self, cookie: str, *, last_id: str = "", cursor: str = "") -> Listener:
        path = f"/live/citizen?cursor={cursor}" if cursor else "/live/citizen"
        return Listener(self.web.port, path, cookie, last_id)


@pytest.fixture(scope="package")
def live(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Live]:
    name = f"{DATABASE}_live"
    with testbed.fresh(name) as url, django_db_blocker.unblock():
        use(name)
        with serving(url) as web:
            yield Live(web, city(), url)
            connection.close()
        use(DATABASE)

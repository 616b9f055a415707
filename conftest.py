"""Fixtures for every test: a migrated database for the worker, and fresh ones for tests that need committed rows."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from korgan.machine.testbed import DATABASE, testbed


def use(database: str) -> None:
    """Point Django at another database of the same server."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = database


def migrate(database: str) -> None:
    use(database)
    call_command("migrate", verbosity=0)
    use(DATABASE)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Instead of pytest-django's own: the template is migrated once for all workers, then copied."""
    testbed.start()
    with django_db_blocker.unblock():
        testbed.require_template(migrate)
    testbed.copy("korgan_template", DATABASE)
    yield
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture
def fresh_database(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A database of the test's own, where it may commit; yields its URL for other processes and connections."""
    name, before = f"{DATABASE}_fresh", str(settings.DATABASES["default"]["NAME"])
    with testbed.fresh(name) as url, django_db_blocker.unblock():
        monkeypatch.setenv("KORGAN_DATABASE_URL", url)
        use(name)
        yield url
        use(before)

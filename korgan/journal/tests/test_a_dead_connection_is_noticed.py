"""Who asks after the database was away is answered at once: the connection that died meanwhile is not asked."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.signals import request_started
from django.db import OperationalError, connection

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def web_thread() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as thread:
        yield thread
        thread.submit(lambda: connection.close()).result()


def test_a_request_does_not_ask_a_dead_connection(web_thread: ThreadPoolExecutor) -> None:
    end_of(web_thread.submit(own_number).result())
    assert web_thread.submit(number_for_a_request).result() > 0


def test_a_living_connection_is_kept(web_thread: ThreadPoolExecutor) -> None:
    first = web_thread.submit(own_number).result()
    assert web_thread.submit(number_for_a_request).result() == first


def test_without_a_look_the_dead_one_is_asked(web_thread: ThreadPoolExecutor) -> None:
    end_of(web_thread.submit(own_number).result())
    with pytest.raises(OperationalError):
        web_thread.submit(own_number).result()


def number_for_a_request() -> int:
    request_started.send(None)
    return own_number()


def own_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return int(cursor.fetchone()[0])


def end_of(number: int) -> None:
    """The database ends that connection, and we wait until it has."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s, 5000)", [number])
        assert cursor.fetchone()[0]

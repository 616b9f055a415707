"""What others do while one answers many: a citizen writes, a colleague closes, a row stays locked."""

from collections.abc import Callable, Iterator
from functools import partial
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model
from pytest_django.plugin import DjangoDbBlocker

from conftest import use
from korgan import path
from korgan.handling.actions import close
from korgan.handling.joining import join
from korgan.intake.actions import Registered
from korgan.intake.models import Appeal, Conversation, Message
from korgan.machine.testbed import DATABASE, testbed
from korgan.reply.joined import NotAssessed, close_off_topic, reply_to_joined
from korgan.reply.models import Template
from tests.cast import (
    NIGHT,
    City,
    at_console,
    at_once,
    city,
    key,
    message,
    names,
    registered,
    taken,
    until,
    until_somebody_waits_for_a_lock,
)

Act = Callable[[], object]
PIPE = "Во дворе прорвало трубу, вода заливает улицу"


@pytest.fixture(scope="module")
def korgan(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[City]:
    """One committed city for all cases: each has appeals of its own."""
    name = f"{DATABASE}_many_at_once"
    with testbed.fresh(name), django_db_blocker.unblock():
        use(name)
        made = city()
        Template.objects.create(code="water", texts=names("Позвоните 109"), off_topic=True)
        yield made
        connection.close()
        use(DATABASE)


def one_after_another(held: Model, *acts: Act, meanwhile: Act | None = None) -> list[Any]:
    """Each comes to the held row before the next one begins; then it is let go."""
    at_its_turn = [Event() for _ in acts]

    def hold() -> None:
        with transaction.atomic():
            type(held)._default_manager.select_for_update().get(pk=held.pk)
            for waiting, turn in enumerate(at_its_turn, 1):
                turn.set()
                until_somebody_waits_for_a_lock(waiting)
            if meanwhile:
                meanwhile()

    def after(turn: Event, act: Act) -> object:
        assert turn.wait(10)
        return act()

    _, *results = at_once(hold, *(partial(after, *one) for one in zip(at_its_turn, acts, strict=True)))
    return results


def test_a_citizen_who_writes_while_his_appeal_is_closed_with_many_is_registered_and_read(korgan: City) -> None:
    def writes(text: str) -> Registered:
        return path.register(korgan.telegram, message(text, scheme="telegram", sender="7", thread="7"), now=NIGHT)

    first = writes(PIPE)
    closes = partial(close_off_topic, first.appeal, "water", korgan.omarov, NIGHT, key())
    came, refused = one_after_another(
        Conversation.objects.get(appeal=first.appeal), partial(writes, "Там ребёнок"), closes
    )
    assert isinstance(came, Registered)
    assert came.appeal == first.appeal
    assert isinstance(refused, NotAssessed)


def test_one_that_a_colleague_closed_meanwhile_is_answered_no_more(korgan: City) -> None:
    main, other = taken(korgan), registered(korgan, sender="timur")
    join(other.pk, main.pk, korgan.omarov, NIGHT)
    answers = partial(reply_to_joined, main.pk, "Наряд на месте", korgan.omarov, NIGHT)
    one_after_another(other, answers, meanwhile=partial(close, other.pk, "helped", korgan.bekova, NIGHT))
    assert Message.objects.filter(direction="out", appeal__in=[main, other]).get().appeal == main


def test_what_breaks_with_one_of_many_is_told_of_that_one(korgan: City) -> None:
    busy, free = (registered(korgan, PIPE, place=None) for _ in range(2))
    asked = {"client_key": str(key()), "appeals": [str(busy.pk), str(free.pk)], "template": "water"}

    def closes() -> object:
        with connection.cursor() as cursor:
            cursor.execute("set lock_timeout = '100ms'")
        return at_console(korgan.omarov).post("/api/console/bulk/close", asked, "application/json").json()

    def is_other_closed() -> bool:
        return Appeal.objects.filter(pk=free.pk, state="closed").exists()

    (told,) = one_after_another(busy, closes, meanwhile=partial(until, is_other_closed))
    assert [one["error"] for one in told] == ["away", None]

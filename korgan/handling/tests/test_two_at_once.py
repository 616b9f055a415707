"""Promise: of two who press at once one acts, and the other is told who or what was first. For each act of handling;
an act without a case here fails."""

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from threading import Event

import pytest
from django.db import connection, models, transaction
from pytest_django.plugin import DjangoDbBlocker

from conftest import use
from korgan import dispatch, handling, reply, routing, triage
from korgan.handling.models import Mention, Transfer, View
from korgan.handling.tests.pressing import CASES, Case
from korgan.intake.models import Appeal
from korgan.journal.actions import AlreadyDone
from korgan.journal.models import Entry
from korgan.machine.testbed import DATABASE, testbed
from korgan.people.models import User
from tests.cast import City, at_console, at_once, city, key, registered, until_somebody_waits_for_a_lock

OURS = (handling, dispatch)
PACKAGES = (*OURS, triage, routing, reply)
Act = Callable[..., object]


@pytest.fixture(scope="module")
def korgan(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[City]:
    """One committed city for all cases: each has appeals of its own."""
    name = f"{DATABASE}_two_at_once"
    with testbed.fresh(name), django_db_blocker.unblock():
        use(name)
        yield city()
        connection.close()
        use(DATABASE)


def acts() -> set[Act]:
    """What runs in a transaction of its own: all of handling and dispatch, elsewhere what a human presses."""
    found: set[Act] = set()
    for package in PACKAGES:
        for module in iter_modules(package.__path__, f"{package.__name__}."):
            if module.name.rpartition(".")[2] in ("tests", "migrations", "management"):
                continue
            for _, one in inspect.getmembers(import_module(module.name), inspect.isfunction):
                is_here = one.__module__ == module.name and hasattr(one, "__wrapped__")
                if is_here and (package in OURS or "client_key" in inspect.signature(one).parameters):
                    found.add(one)
    return found


def called(act: Act) -> str:
    return f"{act.__module__.removeprefix('korgan.')}.{act.__name__}"


def test_every_act_has_a_case() -> None:
    assert sorted(map(called, acts())) == sorted(map(called, CASES))


def together(*presses: Act) -> list[object]:
    """All have looked and wait for the rows when these come free; one that takes no lock acts on what it saw."""
    held = Event()

    def hold() -> None:
        with transaction.atomic():
            for model in (Appeal, View, Mention):
                list(model.objects.select_for_update())
            list(User.objects.select_for_update(no_key=True))
            held.set()
            until_somebody_waits_for_a_lock(len(presses))

    def after(press: Act) -> object:
        assert held.wait(10)
        return press()

    holder, *results = at_once(hold, *(partial(after, press) for press in presses))
    assert holder is None
    return results


def written(case: Case, since: int) -> int:
    return Entry.objects.filter(kind=case.kind, seq__gt=since).count()


def last_seq() -> int:
    return Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def require_as_told(result: object) -> None:
    """What an act returned is what stands."""
    if isinstance(result, models.Model) and hasattr(result, "version"):
        row = type(result)._default_manager.get(pk=result.pk)
        same = [one.attname for one in result._meta.concrete_fields]
        assert {name: getattr(row, name) for name in same} == {name: getattr(result, name) for name in same}


@pytest.mark.parametrize("act", CASES, ids=called)
def test_of_two_at_once_one_acts_and_the_other_is_told(korgan: City, act: Act) -> None:
    case = CASES[act]
    scene, since = case.scene(korgan), last_seq()
    results = together(*(partial(scene.press, getattr(korgan, who), key()) for who in case.rivals))
    refused = [result for result in results if isinstance(result, Exception)]
    assert written(case, since) == (2 if case.both_count else 1), results
    assert len(refused) == (1 if case.refusals else 0), results
    for refusal in refused:
        assert isinstance(refusal, case.refusals)
        assert scene.named in str(refusal)
    if not case.both_count:
        for result in results:
            require_as_told(result)


@pytest.mark.parametrize("act", [act for act in CASES if "client_key" in inspect.signature(act).parameters], ids=called)
def test_one_press_sent_twice_acts_once(korgan: City, act: Act) -> None:
    case = CASES[act]
    scene, since, once = case.scene(korgan), last_seq(), key()
    results = together(*[partial(scene.press, korgan.omarov, once)] * 2)
    (repeat,) = [result for result in results if isinstance(result, Exception)]
    assert isinstance(repeat, AlreadyDone)
    assert repeat.kind == case.kind
    assert written(case, since) == 1


def test_of_two_who_give_it_away_the_second_is_told_at_his_screen_that_it_left(korgan: City) -> None:
    """He may give away what his desk has; where it went it is not his."""
    appeal = registered(korgan)

    def to(desk: int, by: User) -> Act:
        said = {"desk": desk, "reason": "load", "words": "", "client_key": str(key())}
        browser = at_console(by)
        return partial(browser.post, f"/api/console/appeals/{appeal.pk}/transfer", said, "application/json")

    answers = together(to(korgan.steppe_desk.pk, korgan.omarov), to(korgan.centre.pk, korgan.bekova))
    assert sorted(answer.status_code for answer in answers) == [200, 409]  # type: ignore[attr-defined]
    (done,) = Transfer.objects.filter(appeal=appeal)
    assert Appeal.objects.get(pk=appeal.pk).desk == done.to_desk

"""Two connections of flesh and blood: the first has written and not committed when the second comes."""

from functools import partial
from threading import Event

from django.db import transaction

from korgan import path
from korgan.channels.base import InboundMessage
from korgan.channels.models import Account
from korgan.handling import actions as handling
from korgan.intake.actions import Registered
from korgan.intake.models import Appeal, Conversation, Counter, Message
from korgan.journal.models import Entry
from tests.cast import NIGHT, at_once, city, message, until_somebody_waits_for_a_lock


def second_while_first_is_in_flight(
    account: Account, first: InboundMessage, second: InboundMessage, *, first_fails: bool = False
) -> tuple[object, object]:
    written = Event()

    def begin() -> Registered:
        with transaction.atomic():
            registered = path.register(account, first)
            written.set()
            until_somebody_waits_for_a_lock()
            if first_fails:
                raise RuntimeError("killed before the commit")
        return registered

    def follow() -> Registered:
        assert written.wait(10)
        return path.register(account, second)

    one, two = at_once(begin, follow)
    return one, two


def test_the_redelivery_waits_and_returns_the_first_result(fresh_database: str) -> None:
    korgan = city()
    said = message(scheme="telegram", thread="77")
    first, again = second_while_first_is_in_flight(korgan.telegram, said, said)
    assert isinstance(first, Registered)
    assert isinstance(again, Registered)
    assert (first.how, again.how) == ("registered", "repeated")
    assert (again.appeal, again.message) == (first.appeal, first.message)
    assert (
        Appeal.objects.count() == Message.objects.count() == Entry.objects.filter(kind="AppealRegistered").count() == 1
    )


def test_the_redelivery_registers_when_the_first_was_killed_before_its_commit(fresh_database: str) -> None:
    korgan = city()
    said = message(scheme="telegram", thread="77")
    first, again = second_while_first_is_in_flight(korgan.telegram, said, said, first_fails=True)
    assert isinstance(first, RuntimeError)
    assert isinstance(again, Registered)
    assert (again.how, again.number) == ("registered", "102-SKO-26-000001")
    assert Counter.objects.get().last == 1, "a number that was drawn and not committed leaves no gap"


def test_a_second_message_of_a_new_contact_joins_the_appeal_in_flight(fresh_database: str) -> None:
    korgan = city()
    first, second = (message(text, scheme="telegram", thread="77") for text in ("Авария", "Он в сознании"))
    one, two = second_while_first_is_in_flight(korgan.telegram, first, second)
    assert isinstance(one, Registered)
    assert isinstance(two, Registered)
    assert (two.how, two.appeal) == ("joined", one.appeal)
    appeal = Appeal.objects.get()
    assert appeal.unread == 2
    assert appeal.version == Entry.objects.get(kind="MessageReceived").seq


def test_the_second_photo_of_an_album_in_flight_is_a_part_of_its_message(fresh_database: str) -> None:
    korgan = city()
    first, second = (message(album="a", scheme="telegram", thread="77", kind="photo", place=None) for _ in range(2))
    one, two = second_while_first_is_in_flight(korgan.telegram, first, second)
    assert isinstance(one, Registered)
    assert isinstance(two, Registered)
    assert (two.appeal, two.message) == (one.appeal, one.message)
    assert Message.objects.get().parts.count() == 2
    assert Conversation.objects.count() == Appeal.objects.count() == 1


def test_a_message_that_comes_while_the_appeal_is_being_closed_is_in_one_of_two_appeals(fresh_database: str) -> None:
    korgan = city()
    for turn in range(5):
        first = path.register(korgan.telegram, message(scheme="telegram", thread=f"{turn}"))
        said = message("Снова стучат", scheme="telegram", thread=f"{turn}")
        results = at_once(
            partial(handling.close, first.appeal, "helped", korgan.omarov, NIGHT),
            partial(path.register, korgan.telegram, said),
        )
        assert not [result for result in results if isinstance(result, Exception)]
    assert Message.objects.count() == 10
    closed = Appeal.objects.filter(state="closed")
    assert not Conversation.objects.filter(appeal__in=closed, is_open=True).exists()
    numbers = sorted(Appeal.objects.values_list("serial", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))

import pytest

from korgan.handling.actions import close
from korgan.handling.rules import AlreadyTaken, NotYours
from korgan.intake.models import Appeal, Message, Part
from korgan.journal.actions import AlreadyDone
from korgan.journal.models import Entry
from korgan.reply.actions import reply
from korgan.reply.models import Delivery, DeliveryState, Template
from korgan.reply.rules import LONGEST_REPLY, AppealIsClosed, NothingToSay, TooLong
from korgan.reply.tests.fake import Wire
from korgan.reply.tests.scenes import written
from tests.cast import NIGHT, city, key, registered, taken

pytestmark = pytest.mark.django_db


def test_an_answer_goes_into_the_outbox_with_its_author_and_the_appeals_language() -> None:
    korgan = city()
    appeal = taken(korgan)
    said = reply(appeal.pk, "  Наряд в пути\n", korgan.omarov, NIGHT)
    part = Part.objects.get(message=said)
    assert (said.direction, said.author, said.language) == ("out", korgan.omarov, "ru")
    assert (part.text, part.external_id) == ("Наряд в пути", None)
    assert Delivery.objects.get().state == DeliveryState.QUEUED
    entry = Entry.objects.get(kind="ReplyWritten")
    assert entry.facts == {"appeal": str(appeal.pk), "message": str(said.pk)}
    assert entry.seq == Message.objects.get(pk=said.pk).version == Appeal.objects.get().version


def test_the_first_answer_stops_the_clock_and_the_next_ones_do_not() -> None:
    korgan = city()
    appeal = taken(korgan)
    assert appeal.first_reply_at is None
    reply(appeal.pk, "Наряд в пути", korgan.omarov, NIGHT)
    reply(appeal.pk, "Наряд на месте", korgan.omarov, NIGHT.replace(hour=23))
    assert Appeal.objects.get().first_reply_at == NIGHT


def test_a_ready_answer_is_said_in_the_citizens_language() -> None:
    korgan = city()
    appeal = taken(korgan)
    answer = Template.objects.create(code="on_the_way", texts={"kk": "Жолда", "ru": "В пути", "uk": "", "en": ""})
    said = reply(appeal.pk, answer.texts[appeal.language], korgan.omarov, NIGHT)
    assert Part.objects.get(message=said).text == "В пути"


@pytest.mark.parametrize("text", ["", " ", "\n\t \u00a0"])
def test_an_answer_needs_words(text: str) -> None:
    korgan = city()
    with pytest.raises(NothingToSay):
        reply(taken(korgan).pk, text, korgan.omarov, NIGHT)


def test_an_answer_is_as_long_as_the_limit_and_not_longer() -> None:
    korgan = city()
    appeal = taken(korgan)
    assert reply(appeal.pk, "а" * LONGEST_REPLY, korgan.omarov, NIGHT)
    with pytest.raises(TooLong):
        reply(appeal.pk, "а" * (LONGEST_REPLY + 1), korgan.omarov, NIGHT)


def test_what_postgres_cannot_store_costs_no_answer() -> None:
    korgan = city()
    said = reply(taken(korgan).pk, "Наряд\x00 в пути \ud83d", korgan.omarov, NIGHT)
    assert Part.objects.get(message=said).text == "Наряд\N{REPLACEMENT CHARACTER} в пути \N{REPLACEMENT CHARACTER}"


def test_only_whoever_has_the_appeal_answers() -> None:
    korgan = city()
    with pytest.raises(NotYours):
        reply(registered(korgan).pk, "Наряд в пути", korgan.omarov, NIGHT)
    with pytest.raises(AlreadyTaken):
        reply(taken(korgan, by=korgan.bekova).pk, "Наряд в пути", korgan.omarov, NIGHT)
    assert not Delivery.objects.exists()


def test_a_closed_appeal_is_answered_no_more_not_even_by_whoever_had_it() -> None:
    korgan = city()
    appeal = taken(korgan)
    close(appeal.pk, "helped", korgan.omarov, NIGHT)
    with pytest.raises(AppealIsClosed):
        reply(appeal.pk, "Наряд в пути", korgan.omarov, NIGHT)
    assert not Delivery.objects.exists()


def test_a_repeated_key_answers_once() -> None:
    korgan, client_key = city(), key()
    appeal = taken(korgan)
    first = reply(appeal.pk, "Наряд в пути", korgan.omarov, NIGHT, client_key)
    with pytest.raises(AlreadyDone) as repeated:
        reply(appeal.pk, "Наряд в пути", korgan.omarov, NIGHT, client_key)
    assert repeated.value.facts["message"] == str(first.pk)
    assert Delivery.objects.count() == 1


def test_a_long_answer_is_planned_in_parts_as_the_channel_takes_them(wire: Wire) -> None:
    korgan = city()
    said = reply(written(korgan).pk, "Наряд в пути, ждите на месте", korgan.omarov, NIGHT)
    parts = list(Part.objects.filter(message=said).order_by("position").values_list("text", flat=True))
    assert parts == ["Наряд в пути, ждите ", "на месте"]
    assert Delivery.objects.filter(part__message=said, state=DeliveryState.QUEUED).count() == 2
    assert Entry.objects.filter(kind="ReplyWritten").count() == 1

"""One answer to all who are joined, one to many that are off topic: each is told what is his own."""

import pytest

from korgan import path
from korgan.handling.actions import close
from korgan.handling.joining import join
from korgan.intake.actions import Registered
from korgan.intake.models import Appeal, Part
from korgan.journal.models import Entry
from korgan.reply.joined import NotAssessed, close_off_topic, reply_to_joined
from korgan.reply.models import Template
from korgan.reply.placeholders import Unfilled
from korgan.reply.rules import AppealIsClosed
from korgan.reply.tests.scenes import run
from korgan.triage.jobs import assess_again
from tests.cast import NIGHT, City, city, key, message, names, registered, taken

pytestmark = pytest.mark.django_db
PIPE = "Во дворе прорвало трубу, вода заливает улицу"


def two_joined(korgan: City) -> tuple[Appeal, Appeal]:
    """Omarov's of Aigerim, who speaks Russian, and one of Timur, who speaks Kazakh."""
    main, other = taken(korgan), registered(korgan, sender="timur")
    join(other.pk, main.pk, korgan.omarov, NIGHT)
    Appeal.objects.filter(pk=other.pk).update(language="kk")
    return main, other


def told(appeal: Appeal) -> list[str]:
    said = Part.objects.filter(message__appeal=appeal, message__direction="out").order_by("message__at")
    return list(said.values_list("text", flat=True))


def test_each_is_told_his_own_number_and_never_anothers() -> None:
    korgan = city()
    main, other = two_joined(korgan)
    reply_to_joined(main.pk, "№ {number}: наряд на месте", korgan.omarov, NIGHT)
    reply_to_joined(main.pk, f"Обращение {main.number} в работе", korgan.omarov, NIGHT)
    assert told(main) == [f"№ {main.number}: наряд на месте", f"Обращение {main.number} в работе"]
    assert told(other) == [f"№ {other.number}: наряд на месте", f"Обращение {other.number} в работе"]


def test_a_ready_answer_is_told_to_each_in_his_language() -> None:
    korgan = city()
    main, other = two_joined(korgan)
    texts = {"kk": "№ {number} жолда", "ru": "№ {number} в пути", "uk": "", "en": ""}
    Template.objects.create(code="on_the_way", texts=texts)
    reply_to_joined(main.pk, texts["ru"], korgan.omarov, NIGHT, template="on_the_way")
    assert (told(main), told(other)) == ([f"№ {main.number} в пути"], [f"№ {other.number} жолда"])


def test_what_is_not_known_of_each_goes_to_none() -> None:
    korgan = city()
    main, other = two_joined(korgan)
    with pytest.raises(Unfilled):
        reply_to_joined(main.pk, "Наряд {unit} в пути", korgan.omarov, NIGHT)
    assert told(main) == told(other) == []


def test_whoever_had_a_closed_one_answers_for_none() -> None:
    korgan = city()
    main, other = two_joined(korgan)
    close(main.pk, "helped", korgan.omarov, NIGHT)
    with pytest.raises(AppealIsClosed):
        reply_to_joined(main.pk, "Наряд на месте", korgan.omarov, NIGHT)
    assert told(other) == []


def pipe(korgan: City, text: str = PIPE) -> Registered:
    Template.objects.get_or_create(code="water", defaults={"texts": names("Позвоните 109"), "off_topic": True})
    said = message(text, scheme="telegram", sender="7", thread="7", place=None)
    return path.register(korgan.telegram, said, now=NIGHT)


def test_what_he_closed_so_already_counts_as_done_when_he_presses_again() -> None:
    korgan = city()
    appeal = Appeal.objects.get(pk=pipe(korgan).appeal)
    for _ in range(2):
        close_off_topic(appeal.pk, "water", korgan.omarov, NIGHT, key())
    assert told(appeal) == ["Позвоните 109"]


def test_an_appeal_whose_newest_message_waits_for_its_assessment_is_not_closed_with_many() -> None:
    korgan = city()
    appeal = Appeal.objects.get(pk=pipe(korgan).appeal)
    pipe(korgan, "Уже по щиколотку")
    with pytest.raises(NotAssessed):
        close_off_topic(appeal.pk, "water", korgan.omarov, NIGHT, key())
    came = Entry.objects.get(kind="MessageReceived")
    run(assess_again, seq=came.seq, facts=came.facts)
    close_off_topic(appeal.pk, "water", korgan.omarov, NIGHT, key())
    assert told(appeal) == ["Позвоните 109"]

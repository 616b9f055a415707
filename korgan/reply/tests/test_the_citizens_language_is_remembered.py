"""He is spoken to in the language he wrote in; what staff have said stays, a message without words changes nothing."""

import pytest

from korgan import path
from korgan.intake.models import Appeal
from korgan.journal.models import Entry
from korgan.people.models import Contact
from korgan.reply.actions import correct_language
from korgan.reply.rules import UnknownLanguage
from korgan.reply.tests.fake import Wire
from korgan.reply.tests.scenes import written
from korgan.reply.words import closing_words, progress_words
from tests.cast import NIGHT, City, city, message

pytestmark = pytest.mark.django_db

KAZAKH, RUSSIAN = "Көшеде төбелес болып жатыр, тезірек келіңіздерші", "На улице драка, приезжайте быстрее"


def says(korgan: City, text: str, thread: str = "77") -> Appeal:
    said = message(text, scheme="telegram", sender="timur", thread=thread)
    return Appeal.objects.get(pk=path.register(korgan.telegram, said, now=NIGHT).appeal)


def remembered() -> str:
    return Contact.objects.get(scheme="telegram").language


def test_a_new_appeal_and_its_words_are_in_the_language_he_writes_in() -> None:
    appeal = says(city(), KAZAKH)
    assert (appeal.language, remembered()) == ("kk", "kk")
    assert Entry.objects.get(kind="AppealRegistered").facts["language"] == "kk"


def test_when_he_goes_on_in_another_language_he_is_answered_in_it() -> None:
    korgan = city()
    appeal = says(korgan, KAZAKH)
    appeal = says(korgan, RUSSIAN)
    assert (appeal.language, remembered()) == ("ru", "ru")
    assert progress_words(appeal, "sent").endswith("наряд направлен.")


@pytest.mark.parametrize("text", ["ок", "103", "👍", "..."])
def test_a_message_without_words_changes_nothing(text: str) -> None:
    korgan = city()
    says(korgan, KAZAKH)
    assert (says(korgan, text).language, remembered()) == ("kk", "kk")
    assert says(korgan, text, thread="another").language == "kk"


def test_what_staff_have_said_stays_for_his_next_appeals_too() -> None:
    korgan = city()
    appeal = says(korgan, RUSSIAN)
    appeal = correct_language(appeal.pk, "kk", korgan.omarov)
    assert (appeal.language, remembered()) == ("kk", "kk")
    assert closing_words(appeal).startswith(appeal.number) or "аяқталды" in closing_words(appeal)
    assert says(korgan, RUSSIAN).language == "kk"
    assert says(korgan, RUSSIAN, thread="another").language == "kk"
    entry = Entry.objects.get(kind="LanguageCorrected")
    assert (entry.by, entry.facts["language"]) == (f"staff:{korgan.omarov.pk}", "kk")


def test_a_language_that_we_do_not_speak_is_refused(wire: Wire) -> None:
    korgan = city()
    with pytest.raises(UnknownLanguage):
        correct_language(written(korgan).pk, "de", korgan.omarov)


def test_in_a_group_another_ones_words_do_not_change_how_its_writer_is_spoken_to() -> None:
    korgan = city()
    appeal = says(korgan, KAZAKH)
    other = message(RUSSIAN, scheme="telegram", sender="somebody", thread="77")
    path.register(korgan.telegram, other, now=NIGHT)
    appeal.refresh_from_db()
    assert appeal.language == "kk"

"""For a court or an inspection: what the journal names by an id stands in the package, and no more of the citizen."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from korgan.evidence.tests.conftest import evidence_root
from korgan.faces.console.tests.scene import Scene, back_to, joined, noted, numbered, scene
from korgan.handling.follow_ups import follow_up
from korgan.handling.models import TransferReason
from korgan.handling.transfer import transfer
from korgan.intake.models import Appeal
from korgan.journal.models import Entry
from korgan.packaging.writing import Export, export
from korgan.people.models import Contact
from tests.cast import NIGHT

__all__ = ["evidence_root"]
pytestmark = pytest.mark.django_db

STAFFS_WORDS = ("Смотрите @014", "перезвонить", "там знают лучше")


@pytest.fixture
def handled(evidence_root: Path) -> Scene:
    evening = scene()
    noted(evening)
    follow_up(evening.appeal.pk, NIGHT + timedelta(hours=1), "перезвонить", evening.korgan.omarov, NIGHT)
    numbered(evening)
    joined(evening)
    transfer(
        back_to(evening, "taken").pk, evening.korgan.steppe_desk.pk, TransferReason.LOAD, "там знают лучше",
        evening.korgan.omarov, NIGHT,
    )  # fmt: skip
    return evening


def exported(evening: Scene, *, reads_notes: bool) -> tuple[Export, str]:
    asked = export(evening.appeal.pk, "staff:7", reads_notes=reads_notes)
    return asked, json.dumps(asked.said, default=str, ensure_ascii=False)


def ids(facts: dict[str, Any]) -> Iterator[str]:
    """The rows that an entry names, which have UUIDs; an area, a desk or a user is a number."""
    yield from (one for one in facts.values() if isinstance(one, str) and len(one) == 36 and one.count("-") == 4)


def test_what_the_journal_names_is_in_it(handled: Scene) -> None:
    asked, said = exported(handled, reads_notes=True)
    entries = [json.loads(line) for line in asked.journal.splitlines()]
    named = {one for entry in entries for one in ids(entry["facts"])}
    assert len(named) > 8
    assert {one for one in named if one not in said} == set()
    assert all(words in said for words in (*STAFFS_WORDS, "77", handled.appeal.number, "blocked"))
    (link,) = asked.said["links"]
    assert (link["number"], link["main_number"]) == (
        handled.appeal.number,
        Appeal.objects.get(pk=link["main"]).number,
    )
    assert asked.said["transfers"][0]["to_name"] == handled.korgan.steppe_desk.names


def test_what_staff_say_to_each_other_is_for_who_may_read_it(handled: Scene) -> None:
    asked, said = exported(handled, reads_notes=False)
    assert (asked.said["notes"], asked.said["follow_ups"]) == (None, None)
    assert not [words for words in STAFFS_WORDS if words in said]
    assert asked.said["numbers"][0]["number"] == "77"
    exported(handled, reads_notes=True)
    told = Entry.objects.filter(kind="AppealExported").order_by("seq")
    assert [one.facts["notes"] for one in told] == [False, True]


def test_of_the_citizen_it_tells_no_name_and_no_address(handled: Scene) -> None:
    Contact.objects.filter(pk=handled.appeal.contact_id).update(name="Айгерим Сапарова")
    said = exported(handled, reads_notes=True)[1]
    address = Contact.objects.get(pk=handled.appeal.contact_id).address
    assert address not in said
    assert "Айгерим" not in said

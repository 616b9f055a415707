"""What a photo says of its place changes nothing by itself; somebody takes it, and the appeal goes where it belongs."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from korgan import path
from korgan.channels.base import InboundPart
from korgan.evidence.actions import keep, receive
from korgan.evidence.tests.conftest import evidence_root
from korgan.evidence.tests.photos import IN_TOWN, photo
from korgan.handling import actions as handling
from korgan.handling.transfer import transfer
from korgan.intake.actions import attach
from korgan.intake.models import Appeal, Part
from korgan.journal.actions import AlreadyDone
from korgan.journal.models import Entry
from korgan.routing.actions import take_place
from korgan.routing.rules import NoPlaceSaid, OutsideOfOurs
from korgan.triage.actions import AssessmentStands
from tests.cast import COMPLAINT, NIGHT, PETROPAVL, City, city, key, message

__all__ = ["evidence_root"]

pytestmark = pytest.mark.django_db

IN_STEPPE = {**IN_TOWN, 2: (54.0, 45.0, 0.0), 4: (69.0, 45.0, 0.0)}
AT_SEA = {**IN_TOWN, 2: (10.0, 0.0, 0.0), 4: (10.0, 0.0, 0.0)}
BY = "staff:14"


@pytest.fixture(name="korgan")
def a_city(evidence_root: Path) -> City:
    return city()


def sent(
    korgan: City, gps: Mapping[int, object], place: tuple[float, float] | None = PETROPAVL, text: str = "Авария"
) -> Part:
    """A report with a photo that says where it was made."""
    said = message(text, place=place)
    with_photo = replace(said, parts=(*said.parts, InboundPart(external_id=str(key()), kind="photo")))
    registered = path.register(korgan.app, with_photo, now=NIGHT)
    part = Part.objects.get(message=registered.message, kind="photo")
    return attach(part.pk, keep(receive([photo(gps=gps)], announced_bytes=None, limit=10**6)).pk, "citizen:x")


def appeal() -> Appeal:
    return Appeal.objects.get()


def test_nothing_moves_until_somebody_takes_it(korgan: City) -> None:
    sent(korgan, IN_STEPPE, place=None)
    assert (appeal().lon, appeal().desk) == (None, korgan.centre)


def test_it_goes_to_the_desk_of_the_place_and_both_are_told(korgan: City) -> None:
    part = sent(korgan, IN_STEPPE)
    take_place(part.pk, BY)
    now = appeal()
    assert (now.lon, now.lat, now.accuracy_m) == (69.75, 54.75, None)
    assert (now.area, now.desk, now.routing_reason) == (korgan.steppe, korgan.steppe_desk, "inside")
    entry = Entry.objects.get(kind="PlaceTaken")
    assert (entry.by, entry.facts["part"], entry.facts["from_desk"]) == (BY, str(part.pk), korgan.town_desk.pk)
    assert {f"area:{korgan.town.pk}", f"area:{korgan.steppe.pk}"} <= set(entry.topics)
    assert now.version == entry.seq
    assert "69.75" not in str(entry.facts)


def test_who_had_it_at_the_other_desk_has_it_no_more(korgan: City) -> None:
    part = sent(korgan, IN_STEPPE)
    handling.take(appeal().pk, korgan.omarov, NIGHT)
    take_place(part.pk, BY)
    assert (appeal().taken_by, appeal().state) == (None, "registered")


def test_within_his_desk_he_keeps_it(korgan: City) -> None:
    part = sent(korgan, IN_TOWN)
    handling.take(appeal().pk, korgan.omarov, NIGHT)
    take_place(part.pk, BY)
    assert (appeal().taken_by, appeal().lon) == (korgan.omarov, 69.16)


def test_the_citizens_own_place_may_be_taken_back(korgan: City) -> None:
    part = sent(korgan, IN_STEPPE)
    take_place(part.pk, BY)
    take_place(Part.objects.get(kind="place").pk, BY)
    now = appeal()
    assert (now.lon, now.lat, now.accuracy_m, now.desk) == (*PETROPAVL, 12.0, korgan.town_desk)


def test_twice_is_as_once(korgan: City) -> None:
    part, client_key = sent(korgan, IN_STEPPE), key()
    take_place(part.pk, BY, client_key)
    with pytest.raises(AlreadyDone):
        take_place(part.pk, BY, client_key)
    take_place(part.pk, BY)
    assert Entry.objects.filter(kind="PlaceTaken").count() == 1


def test_a_place_outside_of_ours_is_refused_and_the_known_one_stays(korgan: City) -> None:
    part = sent(korgan, AT_SEA)
    with pytest.raises(OutsideOfOurs):
        take_place(part.pk, BY)
    assert (appeal().lon, appeal().lat) == PETROPAVL


def test_what_says_no_place_cannot_be_taken(korgan: City) -> None:
    part = sent(korgan, {1: "N"})
    for said_nowhere in (part, Part.objects.get(kind="text")):
        with pytest.raises(NoPlaceSaid):
            take_place(said_nowhere.pk, BY)


def test_a_closed_appeal_moves_no_more(korgan: City) -> None:
    part = sent(korgan, IN_STEPPE)
    handling.close(appeal().pk, "helped", korgan.omarov, NIGHT)
    with pytest.raises(AssessmentStands):
        take_place(part.pk, BY)


def test_a_complaint_is_not_told_to_the_unit_of_the_place(korgan: City) -> None:
    take_place(sent(korgan, IN_STEPPE, text=COMPLAINT).pk, BY)
    assert appeal().desk == korgan.centre
    assert f"area:{korgan.steppe.pk}" not in Entry.objects.get(kind="PlaceTaken").topics


def test_what_was_transferred_gets_the_place_and_stays(korgan: City) -> None:
    part = sent(korgan, IN_STEPPE)
    transfer(appeal().pk, korgan.centre.pk, "other_competence", "", korgan.omarov, NIGHT)
    take_place(part.pk, BY)
    assert (appeal().lon, appeal().desk, appeal().routing_reason) == (69.75, korgan.centre, "transferred")

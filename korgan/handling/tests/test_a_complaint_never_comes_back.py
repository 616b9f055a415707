"""Promise 8: a complaint about the police never goes back to the unit complained of, by whichever door."""

import dataclasses
from inspect import unwrap

import pytest

from korgan import path
from korgan.dispatch.actions import send
from korgan.handling.actions import take
from korgan.handling.complaints import ComplaintStays
from korgan.handling.jobs import part_what_may_not_meet
from korgan.handling.joining import join
from korgan.handling.notes import write_note
from korgan.handling.splitting import split
from korgan.handling.transfer import transfer
from korgan.intake.models import Appeal
from korgan.intake.topics import areas_of
from korgan.journal.models import Entry
from korgan.people.colleagues import colleagues
from korgan.people.models import RoleKind
from korgan.reply.joined import reply_to_joined
from korgan.routing.actions import reclassify
from korgan.territory import queries as territory
from korgan.territory.models import Desk
from tests.cast import BY, COMPLAINT, NIGHT, City, area, city, message, names, registered, staff, unit

pytestmark = pytest.mark.django_db


@pytest.fixture(name="korgan")
def a_city() -> City:
    return city()


def elsewhere(korgan: City) -> tuple[Desk, Desk]:
    """Another department with a centre and a unit below it."""
    other = area("department", "OTHER", None, None)
    below = area("district", "BELOW", other, None)
    centre = Desk.objects.create(area=other, kind="operations_centre", names=names("Центр"))
    duty = Desk.objects.create(area=below, kind="duty_unit", names=names("Отдел"))
    territory.refresh()
    return centre, duty


def test_not_by_a_transfer_to_the_unit_that_had_it_in_another_department(korgan: City) -> None:
    """It has no place, so nothing but what was written down says whom it is about."""
    _, duty = elsewhere(korgan)
    appeal = registered(korgan, place=None)
    transfer(appeal.pk, duty.pk, "other_area", "", korgan.omarov, NIGHT)
    assert reclassify(appeal.pk, "complaint", BY).complained_of_id == duty.area_id
    assert Appeal.objects.get(pk=appeal.pk).desk_id != duty.pk
    with pytest.raises(ComplaintStays):
        transfer(appeal.pk, duty.pk, "other_area", "", korgan.omarov, NIGHT, commands=True)


@pytest.mark.parametrize("about", ["appeal", "main"])
def test_not_by_joining_it_with_what_the_unit_has(korgan: City, about: str) -> None:
    complaint, theirs = registered(korgan, COMPLAINT), registered(korgan, "Шумят соседи")
    assert theirs.desk == korgan.town_desk
    one, other = (complaint, theirs) if about == "appeal" else (theirs, complaint)
    with pytest.raises(ComplaintStays):
        join(one.pk, other.pk, korgan.omarov, NIGHT)


def test_not_by_giving_away_what_it_is_joined_with(korgan: City) -> None:
    complaint, main = registered(korgan, COMPLAINT), registered(korgan, "Шумят соседи")
    transfer(main.pk, korgan.centre.pk, "other_competence", "", korgan.omarov, NIGHT)
    join(complaint.pk, main.pk, korgan.omarov, NIGHT)
    with pytest.raises(ComplaintStays):
        transfer(main.pk, korgan.town_desk.pk, "other_area", "", korgan.omarov, NIGHT)


def test_not_by_splitting_a_message_off(korgan: City) -> None:
    first = message(COMPLAINT, scheme="telegram", sender="t", thread="7")
    appeal = Appeal.objects.get(pk=path.register(korgan.telegram, first, now=NIGHT).appeal)
    more = dataclasses.replace(message("И вот ещё что", scheme="telegram", sender="t", thread="7"))
    joined = path.register(korgan.telegram, more, now=NIGHT)
    Appeal.objects.filter(pk=appeal.pk).update(taken_by=korgan.omarov, state="taken")
    made = split(joined.message, korgan.omarov, NIGHT)
    assert made.desk == korgan.centre
    assert korgan.town.pk not in areas_of(made)


def test_not_by_assigning_or_naming_somebody_of_the_unit(korgan: City) -> None:
    theirs = staff("town", "300", RoleKind.OPERATOR, korgan.town)
    appeal = registered(korgan, COMPLAINT)
    assert theirs not in colleagues("take", areas_of(appeal))
    assert not write_note(appeal.pk, "@300 @town", korgan.omarov, NIGHT).mentions.exists()


def test_not_by_sending_its_crew_unless_a_life_hangs_on_it(korgan: City) -> None:
    crew = unit(korgan, "П-77", desk=korgan.town_desk)
    appeal = registered(korgan, COMPLAINT)
    Appeal.objects.filter(pk=appeal.pk).update(taken_by=korgan.omarov, state="taken", urgency="today")
    with pytest.raises(ComplaintStays):
        send(appeal.pk, crew.pk, korgan.omarov, NIGHT)
    Appeal.objects.filter(pk=appeal.pk).update(urgency="now")
    assert send(appeal.pk, crew.pk, korgan.omarov, NIGHT)


@pytest.mark.parametrize("about", ["joined", "main"])
def test_not_by_an_answer_to_what_was_joined_before_it_complained(korgan: City, about: str) -> None:
    theirs, complaint = registered(korgan, "Шумят соседи"), registered(korgan, "Шумят и громко поют соседи")
    joined, main = (complaint, theirs) if about == "joined" else (theirs, complaint)
    link = join(joined.pk, main.pk, korgan.omarov, NIGHT)
    take(theirs.pk, korgan.omarov, NIGHT)
    reclassify(complaint.pk, "complaint", BY)
    assert [one.appeal for one in reply_to_joined(theirs.pk, "Ждите", korgan.omarov, NIGHT)] == [theirs]
    entry = Entry.objects.get(kind="AppealReclassified")
    unwrap(part_what_may_not_meet.func)(seq=entry.seq, facts=entry.facts)
    link.refresh_from_db()
    assert (link.parted_at is not None, link.parted_by) == (True, None)

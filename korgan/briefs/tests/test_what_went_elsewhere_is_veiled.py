"""Promise 8 in streams: who had an appeal hears that it left, and nothing more of it."""

import pytest

from korgan.briefs import stream
from korgan.briefs.fields import ALL
from korgan.dispatch import actions as dispatch
from korgan.handling import actions as handling
from korgan.intake.models import Appeal, Part
from korgan.intake.topics import area_topics
from korgan.journal.models import Entry
from korgan.routing.actions import reroute
from tests.cast import BY, NIGHT, City, city, registered, unit

IN_THE_STEPPE = (69.7, 54.7)


@pytest.fixture
def korgan() -> City:
    return city()


def heard(kind: str) -> stream.ToStaff:
    entry = Entry.objects.filter(kind=kind).latest("seq")
    return stream.for_staff([entry])[entry.seq]


@pytest.mark.django_db
def test_the_former_desk_hears_that_it_left_and_the_new_one_sees_it(korgan: City) -> None:
    appeal = registered(korgan)
    moved = Part.objects.filter(message__appeal=appeal, kind="place").get()
    moved.lon, moved.lat = IN_THE_STEPPE
    assert reroute(Appeal.objects.select_for_update().get(pk=appeal.pk), moved, BY)
    told = heard("AppealRerouted")
    of_the_town, of_the_steppe = ({f"area:{area.pk}"} for area in (korgan.town, korgan.steppe))
    assert of_the_town | of_the_steppe <= set(Entry.objects.get(kind="AppealRerouted").topics)
    assert told.fields_for(dict.fromkeys(of_the_steppe, ALL)) == ALL
    assert not told.fields_for(dict.fromkeys(of_the_town, ALL))
    assert told.veiled["facts"] == {"appeal": str(appeal.pk)}
    assert not {"appeal", "message", "line"} & told.veiled.keys()


@pytest.mark.django_db
def test_what_was_written_before_it_left_is_veiled_when_it_is_read_later(korgan: City) -> None:
    appeal = registered(korgan)
    handling.take(appeal.pk, korgan.omarov, NIGHT)
    Appeal.objects.filter(pk=appeal.pk).update(area=korgan.steppe, desk=korgan.steppe_desk)
    assert not heard("AppealTaken").fields_for({f"area:{korgan.town.pk}": ALL})


@pytest.mark.django_db
def test_a_units_own_people_hear_what_it_does_on_an_appeal_they_may_not_see(korgan: City) -> None:
    patrol = unit(korgan, "П-77", desk=korgan.steppe_desk)
    appeal = handling.take(registered(korgan).pk, korgan.omarov, NIGHT)
    dispatch.send(appeal.pk, patrol.pk, korgan.omarov, NIGHT)
    told, own = heard("UnitSent"), frozenset({f"area:{korgan.steppe.pk}"})
    assert own <= set(Entry.objects.get(kind="UnitSent").topics)
    assert own.isdisjoint(area_topics(appeal))
    assert not told.fields_for(dict.fromkeys(own, ALL))
    assert told.veiled["unit"]["state"] == "sent"

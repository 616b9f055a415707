import pytest

from korgan.dispatch import actions
from korgan.dispatch.models import Assignment, Concern, Incident, Unit, UnitState
from korgan.dispatch.queries import assignments_of, leading
from korgan.dispatch.rules import UnitBusy
from korgan.handling import actions as handling
from korgan.handling.rules import AlreadyTaken, MoveRefused, NotYours
from korgan.intake.models import Appeal, State
from korgan.journal.actions import AlreadyDone
from korgan.journal.models import Entry
from tests.cast import NIGHT, city, key, registered, taken
from tests.cast import unit as another_unit

pytestmark = pytest.mark.django_db


def test_sending_opens_an_incident_and_writes_who_sent_whom() -> None:
    korgan = city()
    appeal = taken(korgan)
    sent = actions.send(appeal.pk, korgan.patrol.pk, korgan.omarov, NIGHT)
    incident = Incident.objects.get()
    assert (sent.incident, sent.unit, sent.state, sent.sent_at) == (incident, korgan.patrol, UnitState.SENT, NIGHT)
    assert (incident.opened_by, list(incident.appeals.all())) == (korgan.omarov, [appeal])
    assert Appeal.objects.get(pk=appeal.pk).state == State.SENT
    assert Unit.objects.get(pk=korgan.patrol.pk).state == UnitState.SENT
    entry = Entry.objects.get(kind="UnitSent")
    assert entry.by == f"staff:{korgan.omarov.pk}"
    assert entry.facts == {
        "appeal": str(appeal.pk),
        "incident": str(incident.pk),
        "unit": korgan.patrol.pk,
        "assignment": str(sent.pk),
    }


def test_the_appeal_the_unit_and_the_assignment_have_the_entrys_version() -> None:
    korgan = city()
    sent = actions.send(taken(korgan).pk, korgan.patrol.pk, korgan.omarov, NIGHT)
    seq = Entry.objects.get(kind="UnitSent").seq
    assert Appeal.objects.get().version == Unit.objects.get().version == sent.version == seq


def test_nobody_sends_a_unit_to_an_appeal_he_has_not_taken() -> None:
    korgan = city()
    with pytest.raises(NotYours):
        actions.send(registered(korgan).pk, korgan.patrol.pk, korgan.omarov, NIGHT)
    with pytest.raises(AlreadyTaken):
        actions.send(taken(korgan, by=korgan.bekova).pk, korgan.patrol.pk, korgan.omarov, NIGHT)
    assert not Assignment.objects.exists()


def test_nobody_is_sent_to_a_closed_appeal() -> None:
    korgan = city()
    appeal = handling.close(taken(korgan).pk, "helped", korgan.omarov, NIGHT)
    with pytest.raises(MoveRefused):
        actions.send(appeal.pk, korgan.patrol.pk, korgan.omarov, NIGHT)


def test_a_busy_unit_is_refused_and_the_refusal_names_its_appeal() -> None:
    korgan = city()
    first, second = taken(korgan), taken(korgan)
    actions.send(first.pk, korgan.patrol.pk, korgan.omarov, NIGHT)
    with pytest.raises(UnitBusy) as refused:
        actions.send(second.pk, korgan.patrol.pk, korgan.omarov, NIGHT)
    assert (refused.value.callsign, refused.value.number) == ("П-14", first.number)
    assert Appeal.objects.get(pk=second.pk).state == State.TAKEN


def test_a_repeated_key_sends_once_and_tells_which_assignment_it_was() -> None:
    korgan, client_key = city(), key()
    appeal = taken(korgan)
    first = actions.send(appeal.pk, korgan.patrol.pk, korgan.omarov, NIGHT, client_key)
    with pytest.raises(AlreadyDone) as repeated:
        actions.send(appeal.pk, korgan.patrol.pk, korgan.omarov, NIGHT, client_key)
    assert repeated.value.facts["assignment"] == str(first.pk)
    assert Assignment.objects.count() == 1


def test_two_units_work_on_one_incident() -> None:
    korgan = city()
    appeal, second = taken(korgan), another_unit(korgan, "П-15")
    one = actions.send(appeal.pk, korgan.patrol.pk, korgan.omarov, NIGHT)
    two = actions.send(appeal.pk, second.pk, korgan.omarov, NIGHT)
    assert one.incident == two.incident
    assert Concern.objects.count() == Incident.objects.count() == 1
    assert {sent.unit for sent in assignments_of([appeal.pk])[appeal.pk]} == {korgan.patrol, second}


def test_the_queue_shows_the_unit_nearest_to_the_scene() -> None:
    korgan = city()
    appeal, second = taken(korgan), another_unit(korgan, "П-15")
    actions.send(appeal.pk, korgan.patrol.pk, korgan.omarov, NIGHT)
    arriving = actions.send(appeal.pk, second.pk, korgan.omarov, NIGHT)
    actions.report(arriving.pk, UnitState.SCENE, korgan.omarov, NIGHT)
    shown = leading(assignments_of([appeal.pk])[appeal.pk])
    assert shown is not None
    assert shown.unit == second


def test_an_appeal_without_units_shows_none() -> None:
    korgan = city()
    appeal = registered(korgan)
    assert assignments_of([appeal.pk]) == {appeal.pk: []}
    assert leading([]) is None

from itertools import product

import pytest

from korgan.dispatch import actions
from korgan.dispatch.models import Assignment, Unit, UnitState
from korgan.dispatch.rules import ORDER, ReportRefused
from korgan.handling.rules import AlreadyTaken
from korgan.intake.models import Appeal, State
from korgan.journal.models import Entry
from tests.cast import NIGHT, City, city, taken
from tests.cast import unit as another_unit

pytestmark = pytest.mark.django_db


def sent(korgan: City) -> Assignment:
    return actions.send(taken(korgan).pk, korgan.patrol.pk, korgan.omarov, NIGHT)


@pytest.mark.parametrize(("before", "after"), list(product(ORDER, ORDER)))
def test_states_go_forward_only_and_may_skip(before: UnitState, after: UnitState) -> None:
    korgan = city()
    assignment = sent(korgan)
    Assignment.objects.filter(pk=assignment.pk).update(state=before)
    if ORDER.index(after) > ORDER.index(before):
        assert actions.report(assignment.pk, after, korgan.omarov, NIGHT).state == after
        return
    with pytest.raises(ReportRefused):
        actions.report(assignment.pk, after, korgan.omarov, NIGHT)
    assert Assignment.objects.get(pk=assignment.pk).state == before


@pytest.mark.parametrize("state", ["free", "sos", "", "SCENE", "closed"])
def test_a_crew_reports_no_state_of_another_kind(state: str) -> None:
    korgan = city()
    with pytest.raises(ReportRefused):
        actions.report(sent(korgan).pk, state, korgan.omarov, NIGHT)


@pytest.mark.parametrize("state", ORDER[1:])
def test_a_report_is_written_with_its_time(state: UnitState) -> None:
    korgan = city()
    assignment = actions.report(sent(korgan).pk, state, korgan.omarov, NIGHT)
    assert getattr(assignment, f"{state}_at") == NIGHT
    entry = Entry.objects.get(kind="UnitReported")
    assert (entry.facts["state"], entry.facts["assignment"]) == (state, str(assignment.pk))
    assert Unit.objects.get().version == Appeal.objects.get().version == assignment.version == entry.seq


def test_done_frees_the_unit_and_finishes_the_job() -> None:
    korgan = city()
    assignment = sent(korgan)
    actions.report(assignment.pk, UnitState.DONE, korgan.omarov, NIGHT)
    assert Unit.objects.get().state == UnitState.FREE
    assert Appeal.objects.get().state == State.DONE
    again = actions.send(taken(korgan).pk, korgan.patrol.pk, korgan.omarov, NIGHT)
    assert again.incident != assignment.incident


def test_the_job_is_finished_with_the_last_unit() -> None:
    korgan = city()
    first = sent(korgan)
    appeal = Appeal.objects.get()
    second = actions.send(appeal.pk, another_unit(korgan, "П-15").pk, korgan.omarov, NIGHT)
    actions.report(first.pk, UnitState.DONE, korgan.omarov, NIGHT)
    assert Appeal.objects.get().state == State.SENT
    assert Unit.objects.get(pk=korgan.patrol.pk).state == UnitState.FREE
    actions.report(second.pk, UnitState.DONE, korgan.omarov, NIGHT)
    assert Appeal.objects.get().state == State.DONE


def test_a_finished_job_takes_another_unit() -> None:
    korgan = city()
    first = sent(korgan)
    actions.report(first.pk, UnitState.DONE, korgan.omarov, NIGHT)
    again = actions.send(Appeal.objects.get().pk, korgan.patrol.pk, korgan.omarov, NIGHT)
    assert again.incident == first.incident
    assert Appeal.objects.get().state == State.SENT


def test_only_whoever_has_the_appeal_writes_reports_down() -> None:
    korgan = city()
    with pytest.raises(AlreadyTaken):
        actions.report(sent(korgan).pk, UnitState.SCENE, korgan.bekova, NIGHT)

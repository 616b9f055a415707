"""The first answer on a live channel is due in ten seconds, whatever is said; by text, as fast as what is said asks."""

import dataclasses
from datetime import timedelta

import pytest

from korgan.channels.app.channel import App
from korgan.handling.running import running
from korgan.intake.models import Appeal, Urgency
from korgan.territory.calendars import set_norm
from korgan.territory.clocks import Norm
from korgan.triage.actions import correct
from tests.cast import BY, NIGHT, city, registered

pytestmark = pytest.mark.django_db
CALL, NOW = timedelta(seconds=10), timedelta(seconds=60)


def waits(appeal: Appeal) -> timedelta:
    return appeal.reply_by - appeal.registered_at


@pytest.mark.parametrize(("is_live", "first", "corrected"), [(True, CALL, CALL), (False, NOW, timedelta(minutes=30))])
def test_it_is_due_by_what_the_channel_is(
    monkeypatch: pytest.MonkeyPatch, *, is_live: bool, first: timedelta, corrected: timedelta
) -> None:
    monkeypatch.setattr(App, "can", dataclasses.replace(App.can, is_live=is_live))
    korgan = city()
    appeal = registered(korgan)
    assert waits(appeal) == first
    assert waits(correct(appeal.pk, Urgency.TODAY, False, korgan.omarov)) == corrected


def test_the_chief_is_told_of_a_call_by_the_norm_of_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(App, "can", dataclasses.replace(App.can, is_live=True))
    korgan = city()
    set_norm(korgan.department, "answer_call", Norm(10, "seconds", near_s=4), BY)
    appeal = registered(korgan)
    clock = next(one for one in running(appeal) if one.clock == "answer")
    assert (clock.due_at - clock.told_at, clock.due_at - appeal.registered_at) == (timedelta(seconds=4), CALL)
    assert appeal.registered_at > NIGHT

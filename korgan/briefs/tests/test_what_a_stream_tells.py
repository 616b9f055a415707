"""One entry, two audiences: staff are told the rows it concerns, a citizen what is his business."""

import json
from collections.abc import Mapping

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from korgan.briefs import citizen, stream
from korgan.briefs.fields import ALL
from korgan.dispatch import actions as dispatch
from korgan.handling import actions as handling
from korgan.handling.views import save_view
from korgan.intake.models import Appeal
from korgan.journal.models import Entry
from korgan.people.models import User
from korgan.people.queries import staff_of
from korgan.reply.actions import reply
from korgan.territory.actions import change_desk
from korgan.triage import actions as triage
from tests.cast import NIGHT, City, city, names, registered, staff

pytestmark = pytest.mark.django_db


def a_night(korgan: City) -> Appeal:
    """Whatever may happen to an appeal."""
    appeal = registered(korgan)
    handling.take(appeal.pk, korgan.omarov, NIGHT)
    triage.agree(appeal.pk, korgan.omarov)
    sent = dispatch.send(appeal.pk, korgan.patrol.pk, korgan.omarov, NIGHT)
    reply(appeal.pk, "Наряд в пути", korgan.omarov, NIGHT)
    dispatch.report(sent.pk, "done", korgan.omarov, NIGHT)
    return handling.close(appeal.pk, "helped", korgan.omarov, NIGHT)


def shown(told: Mapping[int, stream.Telling]) -> dict[int, stream.Told]:
    return {seq: telling.to(ALL) for seq, telling in told.items()}


def entries_of(appeal: Appeal) -> list[Entry]:
    return list(Entry.objects.filter(topics__contains=[f"appeal:{appeal.pk}"]).order_by("seq"))


def test_staff_are_told_every_entry_with_the_rows_as_they_are_now() -> None:
    appeal = a_night(city())
    entries = entries_of(appeal)
    told = shown(stream.for_staff(entries))
    assert list(told) == [entry.seq for entry in entries]
    assert {one["appeal"]["version"] for one in told.values()} == {appeal.version}
    by_kind = {one["kind"]: one for one in told.values()}
    assert by_kind["UnitSent"]["unit"]["callsign"] == by_kind["UnitSent"]["assignment"]["callsign"] == "П-14"
    assert by_kind["ReplyWritten"]["message"]["parts"][0]["text"] == "Наряд в пути"
    assert by_kind["AppealTaken"]["by"] == "Omarov"


def test_of_what_concerns_no_appeal_each_reads_what_he_may_in_its_area() -> None:
    korgan = city()
    observer = staff("observer", "112", "observer", korgan.department)
    save_view("Ночные", {"filter": "now"}, korgan.town_desk, korgan.omarov)
    change_desk(korgan.steppe_desk, names("Степь"), None, None, is_open=True, by=f"staff:{korgan.omarov.pk}")
    for kind in ("ViewSaved", "DeskChanged"):
        telling = stream.for_staff([entry := Entry.objects.filter(kind=kind).latest("seq")])[entry.seq]
        heard = {user.username: telling.to(telling.fields_for(rights_of(user))) for user in (observer, korgan.omarov)}
        assert heard["omarov"]["by"] == heard["omarov"]["line"]["by"] == "Omarov"
        assert (heard["observer"]["kind"], heard["observer"]["by"]) == (kind, None)
        assert "Omarov" not in json.dumps(heard["observer"])


def rights_of(user: User) -> stream.Rights:
    """As his console listens."""
    found = staff_of(user)
    assert found
    return {**{f"area:{area}": fields for area, fields in found.readable().items()}, "all": ALL}


def test_no_brief_loads_borders_or_secrets() -> None:
    entries = entries_of(a_night(city()))
    with CaptureQueriesContext(connection) as asked:
        stream.for_staff(entries)
        stream.for_citizens(entries)
    assert not [one["sql"] for one in asked if '"geometry"' in one["sql"] or '"secrets"' in one["sql"]]


def test_a_citizen_is_told_only_what_is_his_business() -> None:
    appeal = a_night(city())
    told = shown(stream.for_citizens(entries_of(appeal)))
    kinds = {one["kind"] for one in told.values()}
    assert kinds <= citizen.TOLD
    assert "AssessmentAgreed" not in kinds
    text = json.dumps(told, ensure_ascii=False)
    assert "Наряд в пути" in text
    for hidden in ("Omarov", "urgency", "reasons", "routing", "taken_by"):
        assert hidden not in text


def test_the_cost_of_a_batch_does_not_grow_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the map or the rules have changed is looked at once a second, and not counted here."""
    for seconds in ("territory.queries.CHECKED_EVERY_S", "triage.standing.LOOKED_EVERY_S"):
        monkeypatch.setattr(f"korgan.{seconds}", 3600.0)
    korgan = city()
    few = entries_of(a_night(korgan))
    many = [*few, *(entry for _ in range(9) for entry in entries_of(a_night(korgan)))]
    assert queries(few) == queries(many)


def queries(entries: list[Entry]) -> int:
    with CaptureQueriesContext(connection) as captured:
        stream.for_staff(entries)
        stream.for_citizens(entries)
    return len(captured)

"""Promise 8: who serves a citizen sees who he is, how it is proved and what is one with him; his IIN by an entry."""

from datetime import UTC, datetime
from typing import Any

import pytest

from korgan.faces.citizen.tests.scene import JSON, report
from korgan.faces.citizen.tests.signing import TIMUR, sign_in
from korgan.journal.models import Entry
from korgan.people import identities
from korgan.people.identity import Iin
from korgan.people.models import Contact
from tests.cast import at_console, city, key, phone

pytestmark = pytest.mark.django_db
WRONG_DIGIT = "900101350004"


def act(desk: Any, appeal: str, what: str, **more: Any) -> Any:
    return desk.post(f"/api/console/appeals/{appeal}/{what}", {"client_key": str(key()), **more}, content_type=JSON)


def test_the_card_tells_what_is_proved_and_offers_who_gave_the_same_iin() -> None:
    korgan = city()
    aigerim, timur = phone(), phone()
    hers, his = report(aigerim), report(timur)
    sign_in(aigerim)
    sign_in(timur, TIMUR)
    for one in (aigerim, timur):
        one.put("/api/citizen/iin", {"iin": WRONG_DIGIT}, content_type=JSON)
    desk = at_console(korgan.omarov)
    card = desk.get(f"/api/console/appeals/{hers['id']}/person").json()
    assert (card["phone"], card["has_iin"], card["iin_proved_at"]) == ("+7 ••• 102", True, None)
    assert WRONG_DIGIT not in str(card)
    assert "5550102" not in str(card)
    assert [one["purpose"] for one in card["consents"]] == ["personal_data"]
    assert [one["number"] for one in card["candidates"]] == [his["number"]]
    person = identities.person_of(Contact.objects.get(appeals=hers["id"]).pk)
    assert person is not None
    Iin.objects.filter(person=person).update(proved_at=datetime.now(UTC))
    opened = act(desk, hers["id"], "iin").json()
    assert opened == {"iin": WRONG_DIGIT, "is_doubtful": True}
    assert Entry.objects.filter(kind="IinOpened", facts__appeal=hers["id"]).count() == 1
    happened = aigerim.get("/api/citizen/my-data").json()["happened"]
    assert [one["by"] for one in happened if one["kind"] == "IinOpened"] == ["staff"], "she reads who has looked"
    assert desk.get(f"/api/console/appeals/{hers['id']}/person").json()["iin_proved_at"] is not None


def test_a_joining_that_was_taken_back_stays_in_the_history() -> None:
    korgan = city()
    aigerim, timur = phone(), phone()
    hers, his = report(aigerim), report(timur)
    desk = at_console(korgan.omarov)
    joined = act(desk, hers["id"], "join-persons", number=his["number"], reason="Показал оба телефона").json()
    assert {one["number"] for one in joined["appeals"]} == {hers["number"], his["number"]}
    (joining,) = joined["joinings"]
    parted = act(desk, hers["id"], "separate-persons", joining=joining["id"], reason="Ошиблись").json()
    assert [one["number"] for one in parted["appeals"]] == [hers["number"]]
    (history,) = parted["joinings"]
    assert (history["reason"], history["ended_reason"]) == ("Показал оба телефона", "Ошиблись")
    assert history["ended_at"] is not None

"""Who closes an appeal does not wait until its answer has arrived: one that fails later is still somebody's matter."""

from datetime import timedelta
from typing import Any

import pytest

from korgan.handling.actions import close
from korgan.intake.models import Part
from korgan.journal.clock import now
from korgan.people.models import User
from korgan.reply import outbox, queries
from korgan.reply.actions import reply
from tests.cast import NIGHT, City, at_console, city, key, staff, taken

pytestmark = pytest.mark.django_db


def closed_and_failed(korgan: City, state: str = "failed") -> Part:
    """Answered, closed while the answer was on its way, and then it did not arrive."""
    appeal = taken(korgan)
    part = Part.objects.get(message=reply(appeal.pk, "Наряд едет", korgan.omarov, NIGHT))
    close(appeal.pk, "helped", korgan.omarov, NIGHT)
    outbox.claim(part.pk, NIGHT)
    outbox.settle(part.pk, state, NIGHT, trouble="blocked")
    return part


def troubles(user: User) -> list[Any]:
    found = at_console(user).get("/api/console/queue", {"filter": "trouble"}).json()
    return [one["trouble"] for one in found["appeals"]]


def test_it_is_in_the_queue_of_a_fresh_screen_until_it_has_arrived() -> None:
    korgan = city()
    part, _ = closed_and_failed(korgan), closed_and_failed(korgan, "unknown")
    assert sorted(troubles(korgan.omarov)) == ["failed", "unknown"]
    assert troubles(korgan.stranger) == []
    outbox.send_again(part.pk, False, korgan.omarov, NIGHT)
    outbox.claim(part.pk, NIGHT)
    outbox.settle(part.pk, "accepted", NIGHT)
    assert troubles(korgan.omarov) == ["unknown"]


def test_whoever_answers_in_the_area_may_send_it_again_and_nobody_else() -> None:
    korgan = city()
    part = closed_and_failed(korgan)

    def retry(user: User) -> int:
        asked = {"client_key": str(key())}
        return at_console(user).post(f"/api/console/parts/{part.pk}/retry", asked, "application/json").status_code

    asked = (staff("chief", "002", "chief", korgan.department), korgan.stranger, korgan.bekova)
    assert [retry(user) for user in asked] == [403, 404, 200]


def test_what_nobody_can_mend_leaves_the_queue_after_some_days(monkeypatch: pytest.MonkeyPatch) -> None:
    korgan = city()
    closed_and_failed(korgan)
    later = now() + queries.PURSUED + timedelta(minutes=1)
    for asked_in in ("faces.console.reading", "briefs.staff"):
        monkeypatch.setattr(f"korgan.{asked_in}.nearly", lambda: later)
    assert troubles(korgan.omarov) == []
    closed = at_console(korgan.omarov).get("/api/console/queue", {"filter": "closed"}).json()
    assert [one["trouble"] for one in closed["appeals"]] == [None]

"""One night, the whole path: Aigerim writes, Omarov sends Patrol 14 and answers, she reads it; nobody else does."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from korgan import path
from korgan.channels.models import Account
from korgan.channels.registry import CHANNELS
from korgan.dispatch import actions as dispatch
from korgan.evidence.tests.conftest import evidence_root
from korgan.evidence.tests.photos import photo
from korgan.faces.citizen.key import COOKIE
from korgan.faces.console.tests.scene import read
from korgan.handling import actions as handling
from korgan.intake.models import Message
from korgan.journal.models import Entry, Step
from korgan.live import uploads
from korgan.live.tests.phones import Phone, in_a_thread, served
from korgan.reply.actions import reply
from korgan.reply.models import Delivery
from korgan.reply.tests.fake import Wire
from tests.cast import NIGHT, at_console, city, key, message
from tests.cast import phone as new_phone
from tests.path.worker import work_off

__all__ = ["evidence_root"]
JSON = "application/json"


@dataclass
class Browser:
    """Somebody at a screen: what is asked must be answered with 2xx."""

    client: Client

    def get(self, url: str) -> Any:
        answer = self.client.get(f"/api{url}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def post(self, url: str, **asked: Any) -> Any:
        answer = self.client.post(f"/api{url}", {"client_key": str(key()), **asked}, content_type=JSON)
        assert answer.status_code in (200, 201), answer.content
        return answer.json()

    def is_refused(self, url: str, status: int, **asked: Any) -> bool:
        answer = self.client.post(f"/api{url}", {"client_key": str(key()), **asked}, content_type=JSON)
        return bool(answer.status_code == status)


def test_a_message_from_petropavl(fresh_database: str, evidence_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    korgan, pictured = city(), str(key())
    monkeypatch.setattr(uploads, "run_in_threadpool", in_a_thread)
    aigerim, timur = Browser(new_phone()), Browser(new_phone())
    omarov, akhmetov = Browser(at_console(korgan.omarov)), Browser(at_console(korgan.akhmetov))

    # She reports with her place and a photo, and has a number at once.
    receipt = aigerim.post(
        "/citizen/appeals",
        text="На Крепостной авария, есть пострадавшие",
        language="ru",
        place={"lon": 69.15, "lat": 54.87, "accuracy_m": 12},
        photos=[pictured],
        at="2026-11-21T20:40:00Z",
    )
    assert receipt["number"] == "102-SKO-26-000001"
    with served() as port:
        her_phone = Phone(port, aigerim.client.cookies[COOKIE].value, receipt["id"], pictured)
        assert her_phone.put(photo()).status == 204
    work_off()

    # It stands in his queue, urgent, in the town, with its reason; he takes it and looks at the photo.
    (waiting,) = omarov.get("/console/queue")["appeals"]
    assert (waiting["number"], waiting["urgency"], waiting["photos"]) == (receipt["number"], "now", 1)
    assert waiting["desk_name"] == korgan.town_desk.names
    assert waiting["reasons"][0]["quote"] in "На Крепостной авария, есть пострадавшие"
    url = f"/console/appeals/{receipt['id']}"
    assert omarov.post(f"{url}/take")["taken_by"]["number"] == "014"
    page = omarov.get(url)
    seen = page["messages"][0]["parts"][2]["evidence"]
    assert read(omarov.client.get(f"/api/console/evidence/{seen['id']}/original")) == photo()

    # The nearest patrol is suggested; he sends it and answers.
    assert page["recommended"][0]["unit"]["callsign"] == "П-14"
    sent = omarov.post(f"{url}/send", unit=page["recommended"][0]["unit"]["id"])
    omarov.post(f"{url}/replies", text="Наряд П-14 в пути, ждите на месте")
    work_off()
    assert Delivery.objects.get().state == "accepted"
    omarov.post(f"/console/assignments/{sent['id']}/report", state="scene")

    # She reads number, state, answer.
    mine = aigerim.get(f"/citizen/appeals/{receipt['id']}")
    assert (mine["appeal"]["number"], mine["appeal"]["state"]) == (receipt["number"], "sent")
    assert mine["appeal"]["unit"] == {"callsign": "П-14", "state": "scene"}
    assert [step["code"] for step in mine["appeal"]["steps"]] == ["received", "sent", "scene", "answered"]
    answer = mine["messages"][-1]
    assert (answer["parts"][0]["text"], answer["author"]) == ("Наряд П-14 в пути, ждите на месте", "014")
    shown = aigerim.client.post(
        f"/api/citizen/appeals/{receipt['id']}/seen", {"up_to": answer["id"]}, content_type=JSON
    )
    assert shown.json()["unread"] == 0
    assert omarov.get(url)["messages"][-1]["parts"][0]["delivery"]["state"] == "read"

    # Timur sees nothing of hers.
    timur.post("/citizen/appeals", text="Стучат в дверь", language="ru", at="2026-11-21T20:41:00Z")
    assert len(timur.get("/citizen/me")["appeals"]) == 1
    assert timur.client.get(f"/api/citizen/appeals/{receipt['id']}").status_code == 404

    # The colonel sees all of it and changes nothing.
    assert {one["number"][-1] for one in akhmetov.get("/console/queue")["appeals"]} == {"1", "2"}
    assert akhmetov.get(url)["appeal"]["unit"]["state"] == "scene"
    for act, asked in [("take", {}), ("close", {"outcome": "helped"}), ("replies", {"text": "Я здесь"})]:
        assert akhmetov.is_refused(f"{url}/{act}", 403, **asked)

    # The patrol is done, the appeal is closed, and the worker has nothing left.
    omarov.post(f"/console/assignments/{sent['id']}/report", state="done")
    omarov.post(f"{url}/close", outcome="helped")
    work_off()
    last = aigerim.get(f"/citizen/appeals/{receipt['id']}")["appeal"]
    assert (last["state"], last["outcome"]) == ("closed", "helped")
    assert not ProcrastinateJob.objects.filter(status="failed").exists()


def test_in_a_messenger_the_system_tells_what_happens(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    korgan, wire = city(), Wire()
    monkeypatch.setitem(CHANNELS, Wire.kind, wire)
    account = Account.objects.create(kind="wire", name="wire", department=korgan.department, desk=korgan.centre)
    registered = path.register(account, message(scheme="wire", sender="77", thread="77"))
    work_off()
    assert registered.number is not None
    assert registered.number in "".join(wire.texts)
    handling.take(registered.appeal, korgan.omarov, NIGHT)
    assignment = dispatch.send(registered.appeal, korgan.patrol.pk, korgan.omarov, NIGHT)
    work_off()
    reply(registered.appeal, "Держитесь, мы рядом", korgan.omarov, NIGHT)
    work_off()
    dispatch.report(assignment.pk, "done", korgan.omarov, NIGHT)
    handling.close(registered.appeal, "helped", korgan.omarov, NIGHT)
    work_off()
    told = [message_text(one) for one in Message.objects.filter(direction="out").order_by("at")]
    assert "".join(wire.texts) == "".join(told)
    assert told[2] == "Держитесь, мы рядом"
    assert all(registered.number in told[at] for at in (0, 1, 3))
    assert set(Delivery.objects.values_list("state", flat=True)) == {"accepted"}

    # A killed worker's jobs run again: nothing is said twice.
    for entry in Entry.objects.order_by("seq"):
        defer_again(entry)
    work_off()
    assert "".join(wire.texts) == "".join(told)
    assert Step.objects.filter(name__startswith="reply.").count() == 4


def message_text(said: Message) -> str:
    return "".join(said.parts.order_by("position").values_list("text", flat=True))


def defer_again(entry: Entry) -> None:
    for job, due in path.jobs_after([entry]):  # type: ignore[list-item]  # the same fields as a read entry
        job.batch_defer(*due)

"""One evening at the desk: an appeal with a photo that Omarov has taken, a patrol under way, an answer that failed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.test import Client

from korgan import path
from korgan.channels.base import InboundPart
from korgan.dispatch import actions as dispatch
from korgan.dispatch.models import Assignment
from korgan.evidence.actions import keep, preview, receive
from korgan.evidence.tests.photos import IN_TOWN, photo
from korgan.handling import actions as handling
from korgan.handling.follow_ups import follow_up
from korgan.handling.joining import join
from korgan.handling.models import ExternalNumber, FollowUp, Link, Note, View
from korgan.handling.notes import write_note
from korgan.handling.numbers import add_number
from korgan.handling.views import save_view
from korgan.intake.actions import attach
from korgan.intake.models import Appeal, Conversation, Message, Part
from korgan.people import joining as persons
from korgan.people.identity import Joining
from korgan.reply.actions import reply
from korgan.reply.models import Delivery, Template
from korgan.reply.templates import Wording, add_template
from tests.cast import BY, COMPLAINT, NIGHT, City, city, key, message, names, registered, unit

JSON = "application/json"


@dataclass
class Scene:
    korgan: City
    appeal: Appeal
    photo: Part
    answer: Part
    assignment: Assignment


def scene() -> Scene:
    korgan = city()
    said = message()
    photographed = InboundPart(external_id=str(key()), kind="photo")
    registered = path.register(korgan.app, replace(said, parts=(*said.parts, photographed)), now=NIGHT)
    handling.take(registered.appeal, korgan.omarov, NIGHT)
    part = Part.objects.get(message=registered.message, kind="photo")
    kept = preview(keep(receive([photo(gps=IN_TOWN)], announced_bytes=None, limit=10**6)))
    attach(part.pk, kept.pk, "citizen:x")
    busy = dispatch.send(registered.appeal, unit(korgan, "П-2").pk, korgan.omarov, NIGHT)
    answer = reply(registered.appeal, "Наряд в пути", korgan.omarov, NIGHT)
    Delivery.objects.update(state="failed", trouble="blocked")
    appeal = Appeal.objects.get(pk=registered.appeal)
    return Scene(korgan, appeal, Part.objects.get(pk=part.pk), Part.objects.get(message=answer), busy)


Call = tuple[str, str, dict[str, Any] | None]


def post(url: str, **body: Any) -> Call:
    return "POST", f"/api/console{url}", {"client_key": str(key()), **body}


def get(url: str) -> Call:
    return "GET", f"/api/console{url}", None


LATER = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
# Every operation of the console, as it is asked for in the scene.
OPERATIONS: dict[str, Callable[[Scene], Call]] = {
    "console_me": lambda s: get("/me"),
    "console_queue": lambda s: get("/queue"),
    "console_areas": lambda s: get("/areas"),
    "console_backdrop": lambda s: get("/backdrop"),
    "console_appeal": lambda s: get(f"/appeals/{s.appeal.pk}"),
    "look_at_evidence": lambda s: get(f"/evidence/{s.photo.evidence_id}/preview"),
    "play_evidence": lambda s: post(f"/plays/{s.photo.evidence_id}"),
    "export_appeal": lambda s: post(f"/appeals/{s.appeal.pk}/export"),
    "seen": lambda s: post(f"/appeals/{s.appeal.pk}/seen"),
    "take": lambda s: post(f"/appeals/{s.appeal.pk}/take"),
    "release": lambda s: post(f"/appeals/{back_to(s, 'taken').pk}/release"),
    "close": lambda s: post(f"/appeals/{back_to(s, 'taken').pk}/close", outcome="helped"),
    "agree": lambda s: post(f"/appeals/{s.appeal.pk}/agree"),
    "correct": lambda s: post(f"/appeals/{s.appeal.pk}/correct", urgency="later", off_topic=False),
    "reclassify": lambda s: post(f"/appeals/{s.appeal.pk}/kind", kind="statement"),
    "take_place": lambda s: post(f"/parts/{s.photo.pk}/place"),
    "send_unit": lambda s: post(f"/appeals/{s.appeal.pk}/send", unit=s.korgan.patrol.pk),
    "report_unit": lambda s: post(f"/assignments/{s.assignment.pk}/report", state="scene"),
    "write_reply": lambda s: post(f"/appeals/{s.appeal.pk}/replies", text="Наряд на месте"),
    "sign_ins": lambda s: get("/sign-ins"),
    "end_sign_in": lambda s: post(f"/sign-ins/{sign_in(s).pk}/end"),
    "end_other_sign_ins": lambda s: post("/sign-ins/end-others"),
    "console_person": lambda s: get(f"/appeals/{s.appeal.pk}/person"),
    "open_iin": lambda s: post(f"/appeals/{s.appeal.pk}/iin"),
    "join_persons": lambda s: post(
        f"/appeals/{s.appeal.pk}/join-persons", number=another(s).number, reason="Сам сказал"
    ),
    "separate_persons": lambda s: post(
        f"/appeals/{s.appeal.pk}/separate-persons", joining=str(one_person(s).pk), reason="Ошибка"
    ),
    "suggest_templates": lambda s: get(f"/appeals/{s.appeal.pk}/templates"),
    "speak": lambda s: post(f"/appeals/{s.appeal.pk}/language", language="kk"),
    "write_note": lambda s: post(f"/appeals/{s.appeal.pk}/notes", text="Осторожно, собака"),
    "unread_mentions": lambda s: get("/mentions"),
    "read_mention": lambda s: post(f"/notes/{noted(s).pk}/read"),
    "colleagues": lambda s: get(f"/appeals/{s.appeal.pk}/colleagues"),
    "console_desks": lambda s: get("/desks"),
    "transfer": lambda s: post(
        f"/appeals/{back_to(s, 'taken').pk}/transfer", desk=s.korgan.centre.pk, reason="other_competence"
    ),
    "split": lambda s: post(f"/messages/{two_matters(s).pk}/split", appeal=str(s.appeal.pk)),
    "join": lambda s: post(f"/appeals/{s.appeal.pk}/join", main=str(registered(s.korgan).pk)),
    "part": lambda s: post(f"/links/{joined(s).pk}/part"),
    "reply_to_joined": lambda s: post(f"/appeals/{s.appeal.pk}/replies-to-joined", text="Работаем"),
    "follow_up": lambda s: post(f"/appeals/{s.appeal.pk}/follow-ups", due_at=LATER, words="перезвонить"),
    "followed_up": lambda s: post(f"/follow-ups/{promised(s).pk}/done"),
    "number_kinds": lambda s: get("/number-kinds"),
    "add_number": lambda s: post(f"/appeals/{s.appeal.pk}/numbers", kind="kui", number="1234"),
    "strike_number": lambda s: post(f"/numbers/{numbered(s).pk}/strike"),
    "find_by_number": lambda s: get("/find?number=614"),
    "saved_views": lambda s: get("/views"),
    "save_view": lambda s: post("/views", name="Ночные", filters={"filter": "now"}),
    "remove_view": lambda s: post(f"/views/{viewed(s).pk}/remove"),
    "console_counts": lambda s: get("/counts"),
    "bulk_close": lambda s: post("/bulk/close", appeals=[str(s.appeal.pk)], template="water"),
    "escalate": lambda s: post(f"/appeals/{s.appeal.pk}/escalate"),
    "assign": lambda s: post(f"/appeals/{s.appeal.pk}/assign", staff=s.korgan.bekova.pk, seen_with=s.korgan.omarov.pk),
    "send_again": lambda s: post(f"/parts/{s.answer.pk}/retry"),
}


def another(scene: Scene) -> Appeal:
    """Of somebody who writes by Telegram."""
    wrote = path.register(scene.korgan.telegram, message(scheme="telegram", sender="7", thread="7"), now=NIGHT)
    return Appeal.objects.get(pk=wrote.appeal)


def one_person(scene: Scene) -> Joining:
    one, other = scene.appeal, another(scene)
    return persons.join(one.contact_id, other.contact_id, "Сам сказал", scene.korgan.omarov, NIGHT, appeal=one.pk)


def noted(scene: Scene) -> Note:
    return write_note(scene.appeal.pk, "Смотрите @014", scene.korgan.bekova, NIGHT)


def joined(scene: Scene) -> Link:
    """A complaint about the police is joined only with what its unit has not."""
    is_complaint = Appeal.objects.filter(pk=scene.appeal.pk, kind="complaint").exists()
    other = registered(scene.korgan, COMPLAINT) if is_complaint else registered(scene.korgan)
    return join(scene.appeal.pk, other.pk, scene.korgan.omarov, NIGHT)


def promised(scene: Scene) -> FollowUp:
    return follow_up(scene.appeal.pk, NIGHT + timedelta(hours=1), "", scene.korgan.omarov, NIGHT)


def numbered(scene: Scene) -> ExternalNumber:
    return add_number(scene.appeal.pk, "kui", "77", scene.korgan.omarov, NIGHT)


def viewed(scene: Scene) -> View:
    return save_view("Мои", {"filter": "mine"}, None, scene.korgan.omarov)


def two_matters(scene: Scene) -> Message:
    """She says another thing in the same thread."""
    thread = Conversation.objects.get(appeal=scene.appeal).thread
    said = message("А ещё у соседей шумно", thread=thread, place=None)
    return Message.objects.get(pk=path.register(scene.korgan.app, said, now=NIGHT).message)


# What those who administer an area do; an operator may not.
ADMINISTRATION: dict[str, Callable[[Scene], Call]] = {
    "list_templates": lambda s: get("/templates"),
    "add_template": lambda s: post("/templates", code="new", area=s.korgan.town.pk, texts=names("Ждите")),
    "change_template": lambda s: post(f"/templates/{template(s).pk}", texts=names("Ждите")),
    "retire_template": lambda s: post(f"/templates/{template(s).pk}/retire"),
}


def template(scene: Scene) -> Template:
    return add_template("wait", scene.korgan.town, Wording(names("Ждите")), BY)


def back_to(scene: Scene, state: str) -> Appeal:
    Appeal.objects.filter(pk=scene.appeal.pk).update(state=state)
    return scene.appeal


def sign_in(scene: Scene) -> UserSession:
    """Omarov is signed in at home too."""
    return UserSession.objects.create(user=scene.korgan.omarov, session_key=str(key()), ip="10.3.0.3", user_agent="x")


def ask(browser: Client, call: Call) -> Any:
    method, url, body = call
    answer = browser.get(url) if method == "GET" else browser.post(url, body, content_type=JSON)
    if answer.streaming:
        read(answer)
    return answer


def read(answer: Any) -> bytes:
    """The bytes of a file, which a browser reads to its end."""
    return b"".join(answer.streaming_content)

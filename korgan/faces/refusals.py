"""Refusals in the citizen's and the operator's language: what happened, what became of what he sent, what to do."""

import logging
from collections.abc import Callable
from contextlib import suppress
from math import ceil
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from korgan.bounds import AREAS_IMPORT, LARGEST_AREAS, out_of_bounds
from korgan.channels.actions import NotRefused
from korgan.channels.queries import ChannelClosed
from korgan.dispatch.rules import ReportRefused, UnitBusy
from korgan.evidence.rules import Lost, NoPreview, Removed
from korgan.handling.complaints import ComplaintStays
from korgan.handling.follow_ups import BadTime
from korgan.handling.joining import DuplicateOfWhat, JoinRefused
from korgan.handling.notes import EmptyNote, LongNote
from korgan.handling.numbers import BadNumber, NumberThere
from korgan.handling.rules import AlreadyTaken, MoveRefused, NotYours, UnknownOutcome
from korgan.handling.splitting import SplitRefused
from korgan.handling.transfer import TransferRefused
from korgan.handling.views import BadView, NotYourView
from korgan.journal.actions import AlreadyDone
from korgan.journal.away import AGAIN_AFTER_S
from korgan.people.administering import administers
from korgan.people.codes import AskedTooOften, CodeGone, CodeNotSent, WrongCode
from korgan.people.consents import ConsentNeeded
from korgan.people.factors import SecondFactorNeeded
from korgan.people.holding import NumberChangedHands, QuestionsOver, WrongAppealNumber
from korgan.people.identities import IinProved, SignInNeeded
from korgan.people.iin import BadIin
from korgan.people.joining import JoinedAgain, ReasonNeeded, SamePerson
from korgan.people.phones import BadPhone
from korgan.people.proving import SignedInOtherwise
from korgan.people.rules import NotAllowed
from korgan.people.signatures import SignaturesClosed
from korgan.people.signatures.base import SignatureRefused, Unreachable
from korgan.people.signing import ChallengeGone
from korgan.people.sms import SmsClosed
from korgan.reply.joined import NotAssessed, OnTopic
from korgan.reply.placeholders import PLACEHOLDERS, Unfilled, UnknownPlaceholder
from korgan.reply.rules import AppealIsClosed, DeliveryRefused, NothingToSay, TooLong, UnknownLanguage
from korgan.reply.templates import BadTemplate, CodeTaken
from korgan.routing.rules import NoPlaceSaid, OutsideOfOurs
from korgan.territory.rules import BadPlace
from korgan.triage.actions import AssessmentStands
from korgan.words import in_all

logger = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]
TOLD_BY_DJANGO = {400: "malformed", 404: "not_found", 405: "wrong_method", 500: "broke"}
# Who asks there reads JSON.
PROGRAMS = ("/api/", "/hooks/")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# What a refusal of the stages means outside: status and code; the words stand in locale/.
REFUSALS: dict[type[Exception], tuple[int, str]] = {
    AuthenticationError: (401, "sign_in"),
    NotAllowed: (403, "not_allowed"),
    SecondFactorNeeded: (403, "second_factor_needed"),
    ObjectDoesNotExist: (404, "not_found"),
    NoPreview: (404, "not_found"),
    Lost: (404, "original_lost"),
    Removed: (410, "evidence_removed"),
    AlreadyTaken: (409, "already_taken"),
    NotYours: (409, "not_yours"),
    MoveRefused: (409, "move_refused"),
    TransferRefused: (409, "transfer_refused"),
    ComplaintStays: (409, "complaint_stays"),
    SplitRefused: (409, "split_refused"),
    JoinRefused: (409, "join_refused"),
    DuplicateOfWhat: (409, "duplicate_of_what"),
    NumberThere: (409, "number_there"),
    NotYourView: (409, "not_your_view"),
    OnTopic: (409, "on_topic"),
    NotAssessed: (409, "not_assessed"),
    EmptyNote: (422, "nothing_to_say"),
    LongNote: (422, "too_long"),
    BadNumber: (422, "bad_number"),
    BadTime: (422, "bad_time"),
    BadView: (422, "bad_view"),
    UnitBusy: (409, "unit_busy"),
    ReportRefused: (409, "report_refused"),
    AppealIsClosed: (409, "appeal_closed"),
    NotRefused: (409, "not_refused"),
    DeliveryRefused: (409, "delivery_refused"),
    AssessmentStands: (409, "move_refused"),
    NoPlaceSaid: (409, "no_place_said"),
    OutsideOfOurs: (409, "outside_of_ours"),
    AlreadyDone: (409, "already_done"),
    SignedInOtherwise: (409, "signed_in_otherwise"),
    SamePerson: (409, "same_person"),
    JoinedAgain: (409, "joined_again"),
    SignInNeeded: (409, "sign_in_needed"),
    CodeGone: (410, "code_gone"),
    CodeNotSent: (410, "code_not_sent"),
    NumberChangedHands: (409, "number_changed_hands"),
    QuestionsOver: (409, "questions_over"),
    WrongAppealNumber: (422, "wrong_appeal_number"),
    ChallengeGone: (410, "challenge_gone"),
    **{kind: (422, kind.code) for kind in SignatureRefused.__subclasses__()},
    IinProved: (409, "iin_proved"),
    SignaturesClosed: (409, "signatures_closed"),
    Unreachable: (503, "signature_not_checked"),
    WrongCode: (422, "wrong_code"),
    BadPhone: (422, "bad_phone"),
    BadIin: (422, "bad_iin"),
    ConsentNeeded: (422, "consent_needed"),
    ReasonNeeded: (422, "reason_needed"),
    AskedTooOften: (429, "asked_too_often"),
    SmsClosed: (503, "sms_closed"),
    UnknownOutcome: (422, "bad_fields"),
    BadTemplate: (422, "bad_template"),
    CodeTaken: (409, "code_taken"),
    UnknownPlaceholder: (422, "unknown_placeholder"),
    Unfilled: (422, "unfilled"),
    UnknownLanguage: (422, "bad_fields"),
    NothingToSay: (422, "nothing_to_say"),
    TooLong: (422, "too_long"),
    BadPlace: (422, "bad_place"),
    ChannelClosed: (503, "closed"),
}


def refusal(status: int, code: str, **more: object) -> JsonResponse:
    return JsonResponse({"error": code, "message": in_all(f"error.{code}"), **more}, status=status)


def details(reason: Exception) -> dict[str, object]:
    """What the screen needs besides the words."""
    if isinstance(reason, AlreadyTaken):
        return {"by": {"name": reason.holder.name, "number": reason.holder.number}}
    if isinstance(reason, UnitBusy):
        return {"unit": reason.callsign, "on": reason.number}
    if isinstance(reason, BadTemplate):
        return {"field": reason.field}
    if isinstance(reason, UnknownPlaceholder | Unfilled):
        return {"names": reason.names, "known": list(PLACEHOLDERS)}
    if isinstance(reason, MoveRefused):
        return {"state": reason.state, "wanted": reason.wanted}
    if isinstance(reason, WrongCode):
        return {"left": reason.left}
    if isinstance(reason, AskedTooOften):
        return {"wait_s": ceil(reason.wait.total_seconds())}
    return {}


def teach(api: NinjaAPI) -> None:
    """Give the API its answers to every refusal."""
    for kind, (status, code) in REFUSALS.items():
        api.add_exception_handler(kind, refuse_with(status, code))
    api.add_exception_handler(ValidationError, refuse_fields)
    api.add_exception_handler(HttpError, refuse_http)


def refuse_with(status: int, code: str) -> Callable[[HttpRequest, Any], HttpResponse]:
    def refuse(request: HttpRequest, reason: Any) -> HttpResponse:
        told = refusal(status, code, **(more := details(reason)))
        if "wait_s" in more:
            told["Retry-After"] = str(more["wait_s"])
        return told

    return refuse


def refuse_fields(request: HttpRequest, reason: Any) -> HttpResponse:
    fields = {".".join(str(step) for step in error["loc"]): error["type"] for error in reason.errors}
    return refusal(422, "bad_fields", fields=fields)


def refuse_http(request: HttpRequest, reason: Any) -> HttpResponse:
    code = {400: "malformed", 413: "too_large"}.get(reason.status_code, "malformed")
    return refusal(reason.status_code, code)


class DatabaseAway:
    """Without the database nothing is received: say so, so that the app keeps the message and tries again."""

    def __init__(self, ask: Answer) -> None:
        self.ask = ask

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.ask(request)

    def process_exception(self, request: HttpRequest, reason: Exception) -> HttpResponse | None:
        if not isinstance(reason, OperationalError | InterfaceError):
            return None
        logger.warning("the database did not answer: %s", type(reason).__name__)
        told = refusal(503, "away" if request.path.startswith("/api/console/") else "not_received")
        told["Retry-After"] = str(AGAIN_AFTER_S)
        return told


def own_origin(ask: Answer) -> Answer:
    """Cookies alone prove nothing: what changes something must come from our own pages."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE_METHODS and not is_exempt(request.path) and not is_own(request):
            return refusal(403, "foreign_origin")
        return ask(request)

    return answer


def announced(ask: Answer) -> Answer:
    """The size of a body is known before it is read: Django would take one that does not tell it for an empty one."""

    def answer(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or "HTTP_TRANSFER_ENCODING" in request.META:
            return refusal(411, "length_needed")
        told = too_large(request, int(length)) if int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE else None
        return told or ask(request)

    return answer


def too_large(request: HttpRequest, length: int) -> HttpResponse | None:
    """Only the borders that an administrator brings may be larger; their own page says how large."""
    if request.path != AREAS_IMPORT:
        return refusal(413, "too_large")
    with suppress(OperationalError, InterfaceError):
        if administers(request.COOKIES.get(settings.SESSION_COOKIE_NAME)):
            return HttpResponseRedirect(f"{AREAS_IMPORT}?too_large") if length > LARGEST_AREAS else None
    return HttpResponseRedirect("/console/")


def within_bounds(ask: Answer) -> Answer:
    """The address and the headers are no longer than any browser's."""

    def answer(request: HttpRequest) -> HttpResponse:
        told = [(len(name) - 5, len(value)) for name, value in request.META.items() if name.startswith("HTTP_")]
        url = len(request.META.get("PATH_INFO", "")) + len(request.META.get("QUERY_STRING", ""))
        fault = out_of_bounds(url, told)
        return refusal(*fault) if fault else ask(request)

    return answer


def in_words(ask: Answer) -> Answer:
    """What Django itself refuses to programs is told in people's languages too."""

    def answer(request: HttpRequest) -> HttpResponse:
        answered = ask(request)
        code = TOLD_BY_DJANGO.get(answered.status_code)
        if code is None or not request.path.startswith(PROGRAMS) or is_json(answered):
            return answered
        told = refusal(answered.status_code, code)
        if answered.has_header("Allow"):
            told["Allow"] = answered["Allow"]
        return told

    return answer


def is_json(answered: HttpResponse) -> bool:
    return answered.headers.get("Content-Type", "").startswith("application/json")


def is_exempt(path: str) -> bool:
    """Machines have no origin; they prove themselves by their secrets."""
    return path.startswith("/hooks/")


def is_own(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin", "")
    return bool(origin) and (origin.partition("://")[2] == request.get_host() or origin == settings.PUBLIC_URL)

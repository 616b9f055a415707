"""Numbers that other registers have given: kept as people write them, never made by us. A form that looks wrong is
warned of and never refused, for a register may change its form before we hear of it."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from korgan.handling.changing import changed
from korgan.handling.entries import NumberAdded, NumberStruck
from korgan.handling.models import ExternalNumber
from korgan.intake.actions import locked
from korgan.intake.models import Appeal
from korgan.intake.parameters import storable
from korgan.journal.actions import require_new
from korgan.journal.ids import new_id
from korgan.people.actions import name_of
from korgan.people.models import User
from korgan.triage.terms import set_anew

LONGEST = 60
BOOKED = ["booked_at", "register_by", "answer_by"]


@dataclass(frozen=True, slots=True)
class NumberKind:
    """What a register's numbers look like; in the book of statements an appeal is registered by it."""

    names: dict[str, str]
    form: str
    is_book: bool


KINDS: dict[str, NumberKind] = {
    # Kazakhstan: книга учёта информации, a number of the unit's year.
    "kui": NumberKind({"kk": "АЕК", "ru": "КУИ", "uk": "КУІ", "en": "KUI"}, r"\d{1,7}([/-]\d{2,4})?", True),
    # Kazakhstan: единый реестр досудебных расследований, fifteen digits that begin with the year.
    "erdr": NumberKind({"kk": "СДТБТ", "ru": "ЕРДР", "uk": "ЄРДР", "en": "ERDR"}, r"\d{15}", False),
    # Ukraine: єдиний облік.
    "eo": NumberKind({"kk": "ЄО", "ru": "ЕО", "uk": "ЄО", "en": "EO"}, r"\d{1,7}([/-]\d{2,4})?", True),
    # Ukraine: єдиний реєстр досудових розслідувань, seventeen digits that begin with 1 and the year.
    "erdr_ua": NumberKind(
        {"kk": "ЄРДР (Украина)", "ru": "ЕРДР (Украина)", "uk": "ЄРДР", "en": "ERDR (Ukraine)"}, r"1\d{16}", False
    ),
}


class BadNumber(Exception):
    """A number has a kind that we know and something written."""


class NumberThere(Exception):
    """The appeal has this number already."""


def looks_right(kind: str, number: str) -> bool:
    """Whether the number has its register's form; an unknown kind has none."""
    return kind not in KINDS or re.fullmatch(KINDS[kind].form, number) is not None


def require_number(kind: str, number: str) -> str:
    said = " ".join(storable(number).split()).lstrip("№# ")
    if kind not in KINDS or not said or len(said) > LONGEST:
        raise BadNumber(kind)
    return said


@transaction.atomic
def add_number(
    appeal_id: UUID, kind: str, number: str, by: User, now: datetime, client_key: UUID | None = None
) -> ExternalNumber:
    """Write down the number a register gave; one of the book of statements ends the clock of registration."""
    said = require_number(kind, number)
    appeal = locked(appeal_id)
    require_new(name_of(by), client_key)
    if ExternalNumber.objects.filter(appeal=appeal, kind=kind, number=said, struck_at__isnull=True).exists():
        raise NumberThere(said)
    added = ExternalNumber(id=new_id(), appeal=appeal, kind=kind, number=said, by=by, at=now)
    if KINDS[kind].is_book:
        appeal.booked_at, appeal.register_by = appeal.booked_at or now, None
    changed(appeal, NumberAdded(appeal.id, added.id, kind), name_of(by), client_key, BOOKED)
    added.version = appeal.version
    added.save(force_insert=True)
    return added


@transaction.atomic
def strike_number(number_id: UUID, by: User, now: datetime, client_key: UUID | None = None) -> ExternalNumber:
    """A mistyped number counts no more; it stays readable in the table, struck. Without another one in the book the
    clock of registration runs as if there had been none."""
    appeal = locked(ExternalNumber.objects.values_list("appeal_id", flat=True).get(pk=number_id))
    require_new(name_of(by), client_key)
    struck = ExternalNumber.objects.select_for_update().get(pk=number_id)
    if struck.struck_at is not None:
        return struck
    struck.struck_at = now
    if KINDS[struck.kind].is_book and not in_the_book(appeal).exclude(pk=struck.pk).exists():
        appeal.booked_at = None
        set_anew(appeal)
    changed(appeal, NumberStruck(appeal.id, struck.id, struck.kind), name_of(by), client_key, BOOKED)
    struck.version = appeal.version
    struck.save(update_fields=["struck_at", "version"])
    return struck


def in_the_book(appeal: Appeal) -> QuerySet[ExternalNumber]:
    books = [code for code, kind in KINDS.items() if kind.is_book]
    return ExternalNumber.objects.filter(appeal=appeal, kind__in=books, struck_at__isnull=True)

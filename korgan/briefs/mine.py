"""All that is kept of a citizen, for himself: what his screens show of it, and what stands behind them."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from korgan.briefs import citizen, rows
from korgan.briefs.schema import Schema
from korgan.briefs.staff import Place, place_of
from korgan.evidence.actions import lacks
from korgan.evidence.models import Evidence
from korgan.intake.models import Appeal, Part
from korgan.journal.models import Entry
from korgan.people.identities import identity_of
from korgan.people.identity import Consent
from korgan.people.models import Contact


class ContactKept(Schema):
    scheme: str
    address: str
    name: str
    language: str
    since: datetime


class ConsentKept(Schema):
    purpose: str
    version: str
    language: str
    given_at: datetime
    withdrawn_at: datetime | None


class FileKept(Schema):
    """A file of mine; `name` is its name in the archive. When it `lacks` its bytes, a sign lies there."""

    part: UUID
    name: str
    type: str
    bytes: int
    sha256: str
    received_at: datetime
    lacks: str | None


class AppealKept(Schema):
    appeal: citizen.CitizenAppeal
    kind: str
    language: str
    place: Place | None
    messages: list[citizen.CitizenMessage]
    files: list[FileKept]


class Happened(Schema):
    """An entry of the journal about me, without who of the staff it was."""

    at: datetime
    kind: str
    by: str


class MyData(Schema):
    phone: str | None
    name: str
    iin: str | None
    contacts: list[ContactKept]
    consents: list[ConsentKept]
    appeals: list[AppealKept]
    happened: list[Happened]


class Kept(NamedTuple):
    part: Part
    evidence: Evidence


def everything(contacts: Collection[UUID], own: UUID | None) -> MyData:
    known = identity_of(contacts, own)
    mine = Appeal.objects.filter(contact__in=contacts).select_related("desk").order_by("registered_at")
    return MyData(
        phone=known["phone"],
        name=known["name"],
        iin=known["iin"],
        contacts=[contact(one) for one in Contact.objects.filter(pk__in=contacts).order_by("created_at")],
        consents=[consent(one) for one in Consent.objects.filter(contact__in=contacts).order_by("given_at")],
        appeals=[appeal(one) for one in mine],
        happened=[happened(one) for one in entries_about(contacts)],
    )


def contact(row: Contact) -> ContactKept:
    # An app's address is the hash of the key in his cookie: it tells nothing, but it is kept.
    return ContactKept(
        scheme=row.scheme, address=row.address, name=row.name, language=row.language, since=row.created_at
    )


def consent(row: Consent) -> ConsentKept:
    return ConsentKept(
        purpose=row.purpose,
        version=row.version,
        language=row.language,
        given_at=row.given_at,
        withdrawn_at=row.withdrawn_at,
    )


def appeal(row: Appeal) -> AppealKept:
    return AppealKept(
        appeal=citizen.appeals([row])[0],
        kind=row.kind,
        language=row.language,
        place=place_of(row),
        messages=[citizen.message(one) for one in rows.messages().filter(appeal=row)],
        files=[file(one) for one in files_of([row.pk])],
    )


def files_of(appeals: Collection[UUID]) -> Iterator[Kept]:
    found = Part.objects.filter(message__appeal__in=appeals, evidence__isnull=False)
    for part in found.select_related("evidence", "message__appeal__desk").order_by("message__at", "position", "pk"):
        assert part.evidence is not None
        yield Kept(part, part.evidence)


def name_in_archive(kept: Kept) -> str:
    return f"files/{kept.part.pk}.{kept.evidence.original.rpartition('.')[2]}"


def file(kept: Kept) -> FileKept:
    return FileKept(
        part=kept.part.pk,
        name=name_in_archive(kept),
        type=kept.evidence.type,
        bytes=kept.evidence.bytes,
        sha256=kept.evidence.sha256,
        received_at=kept.evidence.received_at,
        lacks=lacks(kept.evidence) or None,
    )


def entries_about(contacts: Collection[UUID]) -> list[Entry]:
    return list(Entry.objects.filter(topics__overlap=[f"contact:{one}" for one in contacts]).order_by("seq"))


def happened(row: Entry) -> Happened:
    return Happened(at=row.at, kind=row.kind, by=row.by.partition(":")[0])


def as_json(found: MyData) -> dict[str, Any]:
    return found.model_dump(mode="json")

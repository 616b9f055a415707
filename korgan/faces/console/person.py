"""Who wrote: the contacts that are one person, and why they are; to join and to separate them, each with a reason."""

from uuid import UUID

from ninja import Router
from pydantic import AwareDatetime, ConfigDict, Field

from korgan.briefs.schema import Schema
from korgan.faces.body import Text
from korgan.faces.console.acting import REFUSED, once
from korgan.faces.console.shapes import Asked
from korgan.faces.console.who import StaffRequest, require, visible
from korgan.intake.models import Appeal
from korgan.intake.topics import topics
from korgan.journal.clock import nearly as now
from korgan.people import identities, joining
from korgan.people.actions import name_of
from korgan.people.entries import PersonsJoined, PersonsSeparated
from korgan.people.identity import Consent, Iin, Joining
from korgan.people.iin import is_doubtful
from korgan.people.models import Contact
from korgan.people.phones import masked
from korgan.people.queries import FORMER, PROOFS, TEL

router = Router()
SEE, JOIN = "see_person", "join_persons"


class ContactCard(Schema):
    """`address` of a telephone is shown masked, of a messenger by its end, of a signature not at all, and of a number
    that was let go neither; `is_writer` wrote this appeal."""

    id: UUID
    scheme: str
    address: str
    name: str
    since: AwareDatetime
    is_writer: bool


class JoiningCard(Schema):
    """`how`: by proof of a telephone or a signature, or by staff, who then gave a reason; ended when separated."""

    id: UUID
    how: str
    reason: str
    at: AwareDatetime
    ended_at: AwareDatetime | None
    ended_reason: str


class ConsentCard(Schema):
    purpose: str
    given_at: AwareDatetime


class AppealCard(Schema):
    id: UUID
    number: str
    state: str
    registered_at: AwareDatetime


class PersonCard(Schema):
    """`phone`: verified by a code, or none; `iin_proved_at`: when he signed with his IIN. `appeals`: of this person,
    those the asker may see; `candidates`: of others with the same IIN."""

    name: str
    phone: str | None
    has_iin: bool
    iin_proved_at: AwareDatetime | None
    consents: list[ConsentCard]
    contacts: list[ContactCard]
    joinings: list[JoiningCard]
    appeals: list[AppealCard]
    candidates: list[AppealCard]


class JoinPersons(Asked):
    """`number`: of an appeal whose writer is the same person."""

    number: str = Field(max_length=40)
    reason: Text = Field(max_length=1000)


class SeparatePersons(Asked):
    joining: UUID
    reason: Text = Field(max_length=1000)


class OpenedIin(Schema):
    """`is_doubtful`: its check digit is wrong, which happens to true ones too."""

    model_config = ConfigDict(extra="forbid")
    iin: str | None
    is_doubtful: bool


@router.get("/appeals/{appeal_id}/person", response={200: PersonCard, **REFUSED}, operation_id="console_person")
def person(request: StaffRequest, appeal_id: UUID) -> PersonCard:
    """Who wrote this appeal, from where else he writes, and what else he wrote."""
    return card(request, require(request, SEE, appeal_id))


@router.post("/appeals/{appeal_id}/iin", response={200: OpenedIin, **REFUSED}, operation_id="open_iin")
def open_iin(request: StaffRequest, appeal_id: UUID, asked: Asked) -> OpenedIin:
    """His IIN; each reading is an entry."""
    appeal = require(request, SEE, appeal_id)
    found = identities.person_of(appeal.contact_id)
    if found is None:
        return OpenedIin(iin=None, is_doubtful=False)
    by, heard = name_of(request.auth.user), [f"appeal:{appeal.pk}"]
    iin = identities.open_iin(found, by, appeal.pk, heard)
    return OpenedIin(iin=iin, is_doubtful=iin is not None and is_doubtful(iin))


@router.post("/appeals/{appeal_id}/join-persons", response={200: PersonCard, **REFUSED}, operation_id="join_persons")
def join(request: StaffRequest, appeal_id: UUID, asked: JoinPersons) -> PersonCard:
    """The writers of two appeals are one person; the reason stays with it, and it can be taken back."""
    appeal = require(request, JOIN, appeal_id)
    other = require(request, JOIN, Appeal.objects.values_list("pk", flat=True).get(number=asked.number.strip()))
    told = sorted({*topics(appeal), *topics(other)})
    once(
        lambda: joining.join(
            appeal.contact_id, other.contact_id, asked.reason, request.auth.user, now(),
            appeal=appeal.pk, topics=told, client_key=asked.client_key,
        ),
        PersonsJoined,
        appeal_id,
    )  # fmt: skip
    return card(request, appeal)


@router.post(
    "/appeals/{appeal_id}/separate-persons", response={200: PersonCard, **REFUSED}, operation_id="separate_persons"
)
def separate(request: StaffRequest, appeal_id: UUID, asked: SeparatePersons) -> PersonCard:
    """They are not one person after all: each contact is whose it was before."""
    appeal = require(request, JOIN, appeal_id)
    require_of(asked.joining, appeal)
    once(
        lambda: joining.separate(
            asked.joining, asked.reason, request.auth.user, now(),
            appeal=appeal.pk, topics=topics(appeal), client_key=asked.client_key,
        ),
        PersonsSeparated,
        appeal_id,
    )  # fmt: skip
    return card(request, appeal)


def require_of(joining_id: UUID, appeal: Appeal) -> None:
    """A joining that never touched this person does not exist here."""
    theirs = joining.with_all_joined([appeal.contact_id])
    if not Joining.objects.filter(pk=joining_id, joined__contact__in=theirs).exists():
        raise Joining.DoesNotExist


def card(request: StaffRequest, appeal: Appeal) -> PersonCard:
    contacts = list(Contact.objects.filter(pk__in=joining.with_all_joined([appeal.contact_id])).order_by("created_at"))
    found = identities.person_of(appeal.contact_id)
    kept = Iin.objects.filter(person=found).first() if found else None
    phones = [masked(one.address) for one in contacts if is_phone(one)]
    consents = Consent.objects.filter(contact__in=contacts, withdrawn_at=None).order_by("given_at")
    others = visible(request.auth).filter(contact__in=contacts).order_by("-registered_at")[:50]
    return PersonCard(
        name=found.name if found else "",
        phone=phones[0] if phones else None,
        has_iin=kept is not None,
        iin_proved_at=kept.proved_at if kept else None,
        consents=[ConsentCard.model_validate(one) for one in consents],
        contacts=[contact(one, appeal) for one in contacts],
        joinings=[JoiningCard.model_validate(one) for one in joinings_of(contacts)],
        appeals=[AppealCard.model_validate(one) for one in others],
        candidates=[AppealCard.model_validate(one) for one in candidates(request, kept)],
    )


def candidates(request: StaffRequest, kept: Iin | None) -> list[Appeal]:
    """Appeals of others who gave the same IIN: perhaps one person, which staff decide."""
    if kept is None:
        return []
    others = Iin.objects.filter(mark=kept.mark).exclude(pk=kept.pk).values("person")
    return list(visible(request.auth).filter(contact__person__in=others).order_by("-registered_at")[:10])


def is_phone(one: Contact) -> bool:
    return one.scheme == TEL and not one.address.startswith(FORMER)


def joinings_of(contacts: list[Contact]) -> list[Joining]:
    ever = Joining.objects.filter(joined__contact__in=contacts)
    return list(ever.distinct().order_by("-at", "-pk"))


def contact(row: Contact, appeal: Appeal) -> ContactCard:
    is_told = row.scheme not in PROOFS
    address = masked(row.address) if is_phone(row) else f"••• {row.address[-4:]}" if is_told else ""
    is_writer = row.pk == appeal.contact_id
    return ContactCard(
        id=row.pk, scheme=row.scheme, address=address, name=row.name, since=row.created_at, is_writer=is_writer
    )

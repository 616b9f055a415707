"""A number that was not proved for long may be somebody else's by now: operators give numbers out again. Whoever proves
it from a new phone then says something only the former holder knows, a number of an appeal of his, or starts anew; the
former holder's appeals stay where they were, and staff may join the two."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max

from korgan.journal.actions import write
from korgan.people.entries import PhoneLetGo
from korgan.people.identity import How, Joining
from korgan.people.models import Contact, Guesses
from korgan.people.queries import FORMER, SIGNATURE, TEL

# Operators give a number out again after months without use.
HELD_FOR = timedelta(days=90)
# Numbers of appeals follow one another, so few may be guessed.
MOST_GUESSES, GUESSES_COUNT_FOR = 3, timedelta(days=30)
HOLDER = "holder:"


class NumberChangedHands(Exception):
    """It was proved long ago, from another phone: whose is it now?"""


class WrongAppealNumber(Exception):
    """The former holder has no such appeal."""


class QuestionsOver(Exception):
    """Too many wrong answers; by this number only a new account is opened for now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`knows`: whether he named an appeal of the former holder, None when he named none; `is_new`: he is another."""

    knows: bool | None = None
    is_new: bool = False


def doubt(phone: str, contact: Contact, answer: Answer, now: datetime) -> type[Exception] | None:
    """Why the number does not make him its former holder, if it does not; wrong answers are counted."""
    tel = Contact.objects.select_for_update(of=("self",)).filter(scheme=TEL, address=phone).first()
    if tel is None or not is_doubtful(tel, contact, now):
        return None
    if answer.is_new:
        let_go(tel, contact.pk)
        return None
    if answer.knows is None:
        return NumberChangedHands
    return guessed(tel, answer.knows, now)


def is_doubtful(tel: Contact, contact: Contact, now: datetime) -> bool:
    """Whoever has signed with the IIN of the number's account is its holder: otherwise he was refused before."""
    if tel.person_id is None or tel.person_id == contact.person_id or is_held(tel, now):
        return False
    return not Contact.objects.filter(person=contact.person_id, person__isnull=False, scheme=SIGNATURE).exists()


def is_held(tel: Contact, now: datetime) -> bool:
    proofs = Joining.objects.filter(via=tel, how=How.PROOF, ended_at=None)
    last = proofs.aggregate(last=Max("at"))["last"] or tel.created_at
    return bool(now - last <= HELD_FOR)


def guessed(tel: Contact, knows: bool, now: datetime) -> type[Exception] | None:
    made, _ = Guesses.objects.get_or_create(account=f"{HOLDER}{tel.pk}", address="", defaults={"last_at": now})
    row = Guesses.objects.select_for_update().get(pk=made.pk)
    if now - row.last_at > GUESSES_COUNT_FOR:
        row.failures = 0
    if row.failures >= MOST_GUESSES:
        return QuestionsOver
    if knows:
        row.delete()
        return None
    row.failures, row.last_at = row.failures + 1, now
    row.save(update_fields=["failures", "last_at"])
    return WrongAppealNumber


def forget_old(now: datetime) -> None:
    """Wrong answers that count no more."""
    Guesses.objects.filter(account__startswith=HOLDER, last_at__lt=now - GUESSES_COUNT_FOR).delete()


def let_go(tel: Contact, by: UUID) -> None:
    """The number is nobody's again; what it joined stays joined, and leads to nobody new."""
    person = tel.person_id
    assert person is not None
    Contact.objects.filter(pk=tel.pk).update(address=f"{FORMER}{tel.pk}")
    write(PhoneLetGo(tel.pk, person), by=f"citizen:{by}", topics=[f"contact:{tel.pk}"])

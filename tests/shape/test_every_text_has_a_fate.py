"""Each column that can hold words either is emptied when its appeal or its writer is erased, or says here why it stays.
A new column fails this test until somebody has decided: korgan/keeping/texts.py empties, STAYS keeps."""

from django.apps import apps
from django.db import models

from korgan.keeping.texts import CLEARED, OF_A_CONTACT, QUOTED
from tests.shape.test_shape import STAGES

WORDS = (models.TextField, models.CharField, models.JSONField, models.BinaryField, models.FloatField)
# Tables of the police and its machines: nobody's words about a citizen stand in them.
NOT_OF_CITIZENS = {
    "journal": "entries hold no text (its own test); the rest are cursors and beats",
    "territory": "maps, desks, calendars",
    "triage": "rules as staff wrote them",
    "dispatch": "crews and where they went; the appeal's place is emptied with the appeal",
    "channels.Account": "our own accounts",
    "people.Role": "staff",
    "people.Allowance": "marks of whoever asked for much within the last minutes",
    "people.Guesses": "wrong passwords of staff",
    "people.Consent": "which text he agreed to, and that he did, is what must be proved",
    "evidence.Evidence": "a hash, a size and names made of ids; the bytes, and what they say of a place, are removed",
    "evidence.Upload": "ids; the row is deleted when the upload ends",
    "reply.Template": "answers written for everybody",
    "handling.View": "filters of staff",
    "handling.Escalation": "clocks",
    "handling.ExternalNumber": "as long as it stands the appeal is kept",
    "handling.Link": "kinds",
    "keeping": "states; reasons of holds are about appeals that are kept",
}
STAYS = {
    "people.User": "opaque names of citizens; staff's are staff's",
    "people.Contact": "scheme, language and whether staff chose it: what, not who",
    "people.Person": "",
    "people.PhoneCode": "the telephone is a mark, and within a day the row is deleted",
    "people.Challenge": "the row is deleted",
    "people.Joining": "how and by whom",
    "people.Iin": "the row is deleted",
    "channels.Inbound": "the outside system's name of an update, and its fate",
    "intake.Appeal": "number, states, assessment: statistics without a person",
    "intake.Message": "direction, kind, language",
    "intake.Part": "kind and state",
    "handling.Transfer": "the reason's code",
    "reply.Delivery": "state and trouble's code",
}
MAY_STAY = {
    "people.User": {"username", "name", "number", "language", "password"},
    "people.Contact": {"scheme", "language", "language_by"},
    "people.Challenge": {"client", "language", "consent", "certificate", "revocation"},
    "people.Joining": {"how", "by", "ended_by"},
    "people.PhoneCode": {"client", "language", "consent", "trouble"},
    "channels.Inbound": {"external_id", "fate"},
    "intake.Appeal": {
        "number", "kind", "state", "outcome", "language", "urgency", "hand_to", "assessment", "routing_reason",
        "escalated",
    },
    "intake.Message": {"direction", "kind", "language"},
    "intake.Part": {"kind", "state"},
    "handling.Transfer": {"reason"},
    "reply.Delivery": {"state", "trouble"},
}  # fmt: skip


def test_every_column_that_holds_words_is_emptied_or_says_why_it_stays() -> None:
    emptied = {f"{one.table._meta.label}.{column}" for one in CLEARED for column in one.becomes}
    known = emptied | set(OF_A_CONTACT) | set(QUOTED)
    unknown = [
        name
        for stage in STAGES
        for model in apps.get_app_config(stage).get_models()
        if not {stage, model._meta.label} & set(NOT_OF_CITIZENS)
        for field in model._meta.get_fields()
        if isinstance(field, WORDS)
        and (name := f"{model._meta.label}.{field.name}") not in known
        and field.name not in MAY_STAY.get(model._meta.label, set())
    ]
    assert not unknown, "decide in korgan/keeping/texts.py or here what becomes of these when a citizen is forgotten"


def test_what_stays_has_a_reason() -> None:
    assert set(MAY_STAY) <= set(STAYS)

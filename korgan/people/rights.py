"""READ FIRST about rights: which role may do and read what, by where the thing lies.

A role is held for an area. A thing is the role's `own` in that area and in every area below it, `upper` in one above
it, `foreign` anywhere else. What this table does not name is refused. Only own appeals are read: what stands at the
level above or with a neighbour is theirs to tell of. Pure data; `korgan.people.queries.Staff` answers from it."""

from typing import NamedTuple

RELATIONS = ("own", "upper", "foreign")


class Row(NamedTuple):
    """Where each role may, in words of RELATIONS."""

    operator: str
    dispatcher: str
    chief: str
    inspector: str
    observer: str
    editor: str
    auditor: str


OWN, ANY, NO = "own", "own upper foreign", ""
READ = "read"

# fmt: off
ACTIONS: dict[str, Row] = {
    #                   oper disp chief insp obs edit auditor
    READ:           Row(OWN, OWN, OWN, OWN, OWN, NO, OWN),  # an editor writes for the portal, appeals are not his
    "take":         Row(OWN, OWN, NO,  OWN, NO,  NO, NO),   # a chief commands those who take
    "release":      Row(OWN, OWN, NO,  OWN, NO,  NO, NO),
    "reply":        Row(OWN, OWN, NO,  OWN, NO,  NO, NO),   # one voice to the citizen: whoever has the appeal
    "send":         Row(OWN, OWN, NO,  NO,  NO,  NO, NO),   # crews hear one radio, the desk's
    "close":        Row(OWN, OWN, NO,  OWN, NO,  NO, NO),
    "assess":       Row(OWN, OWN, NO,  NO,  NO,  NO, NO),   # urgency decides who is sent, so it is the desk's
    "take_place":   Row(OWN, OWN, NO,  NO,  NO,  NO, NO),   # where it was decides whose it is: the desk's too
    "note":         Row(OWN, OWN, OWN, OWN, NO,  NO, NO),   # a chief leads by notes and changes little himself
    "transfer":     Row(OWN, OWN, OWN, NO,  NO,  NO, NO),   # an inspector releases, his desk re-addresses
    "transfer_to":  Row(ANY, ANY, ANY, NO,  NO,  NO, NO),   # the law: to whom it belongs, wherever he sits
    "split":        Row(OWN, OWN, NO,  NO,  NO,  NO, NO),
    "join":         Row(OWN, OWN, NO,  NO,  NO,  NO, NO),
    "follow_up":    Row(OWN, OWN, OWN, OWN, NO,  NO, NO),   # a chief sets dates for others
    "number":       Row(OWN, OWN, NO,  OWN, NO,  NO, NO),   # КУИ, ЕРДР, ЄО: who registered it there
    "bulk":         Row(OWN, OWN, NO,  NO,  NO,  NO, NO),
    "escalate":     Row(OWN, OWN, NO,  OWN, NO,  NO, NO),   # to a chief, so not by one
    "assign":       Row(NO,  NO,  OWN, NO,  NO,  NO, NO),   # whose clock ran out is the chief's business
    "look":         Row(OWN, OWN, OWN, OWN, NO,  NO, OWN),  # every look is an entry, an auditor's too
    "export":       Row(NO,  NO,  OWN, OWN, NO,  NO, OWN),  # it leaves the house: who answers for the case
    "see_person":   Row(OWN, OWN, OWN, OWN, NO,  NO, NO),   # a human's history stays with who serves him
    "join_persons": Row(OWN, OWN, NO,  OWN, NO,  NO, NO),   # who talks to both knows that they are one
    "administer":   Row(NO,  NO,  OWN, NO,  NO,  NO, NO),   # who commands an area answers for who works there
    "end_sign_in":  Row(NO,  NO,  OWN, NO,  NO,  NO, NO),
}

# Groups of what is read of an appeal; which field of which row stands in which group: korgan/briefs/fields.py.
FIELDS: dict[str, Row] = {
    #                   oper disp chief insp obs edit auditor
    "what":         Row(OWN, OWN, OWN, OWN, OWN, NO, NO),   # an auditor judges the work, not the citizen: words
    "text":         Row(OWN, OWN, OWN, OWN, OWN, NO, NO),   # and place are his only by an act with an entry
    "place":        Row(OWN, OWN, OWN, OWN, OWN, NO, NO),   # an ambulance must find it
    "evidence":     Row(OWN, OWN, OWN, OWN, NO,  NO, OWN),  # that it is there; its bytes need `look`
    "citizen":      Row(OWN, OWN, OWN, OWN, NO,  NO, NO),   # who it was stays with the police
    "notes":        Row(OWN, OWN, OWN, OWN, NO,  NO, NO),
    "assessment":   Row(OWN, OWN, OWN, OWN, OWN, NO, OWN),
    "units":        Row(OWN, OWN, OWN, OWN, OWN, NO, OWN),  # two services at one place know of each other
    "staff":        Row(OWN, OWN, OWN, OWN, NO,  NO, OWN),  # names of colleagues
    "delivery":     Row(OWN, OWN, OWN, OWN, NO,  NO, OWN),
    "numbers":      Row(OWN, OWN, OWN, OWN, NO,  NO, OWN),
    "journal":      Row(OWN, OWN, OWN, OWN, NO,  NO, OWN),
}
# fmt: on

TABLE = {**ACTIONS, **FIELDS}


def relations(role: str, name: str) -> frozenset[str]:
    """Where the role may do the action or read the field; nowhere when either is unknown."""
    row = TABLE.get(name)
    return frozenset(row._asdict().get(role, NO).split()) if row else frozenset()

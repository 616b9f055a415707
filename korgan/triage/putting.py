"""Rules are put in force as a whole, or not at all: what has a mistake changes nothing, and an older version that was
good may be taken back."""

import hashlib
import json
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max

from korgan.journal import clock
from korgan.journal.actions import write
from korgan.triage import standing
from korgan.triage.entries import RulesPut
from korgan.triage.models import RulesInForce, RulesVersion
from korgan.triage.rulebook import FOLDER, RuleBroken, files_of, read

TOPICS = ["all"]
RELEASE = "system:release"


class RulesBroken(ValueError):
    """The rules hold mistakes; each says where and what."""

    def __init__(self, mistakes: tuple[RuleBroken, ...]) -> None:
        super().__init__("; ".join(str(one) for one in mistakes))
        self.mistakes = mistakes


class NoRules(ValueError):
    """Rules without a single rule would leave everything to people."""


class RulesChanged(ValueError):
    """Somebody else has put other rules in force meanwhile."""


def checked(files: Mapping[str, str]) -> None:
    """Raise RulesBroken or NoRules unless every file can be read to its last rule."""
    book = read(files)
    if book.broken:
        raise RulesBroken(book.broken)
    if not book.rules:
        raise NoRules


@transaction.atomic
def put_rules(files: Mapping[str, str], by: str, expected: int) -> RulesVersion:
    """Put these files in force as a new version; `expected` is the version they were made from."""
    checked(files)
    require_same(expected, held())
    found = kept(files, by)
    tell(found, expected, by)
    return found


@transaction.atomic
def take_back(number: int, by: str, expected: int) -> RulesVersion:
    """An older version counts again."""
    before = held()
    require_same(expected, before)
    found = RulesVersion.objects.get(pk=number)
    checked(found.files)
    tell(found, expected, by)
    return found


@transaction.atomic
def bring_release(by: str = RELEASE) -> RulesVersion:
    """The program's own files are a version as any other. They count unless people have put their own."""
    before = held()
    found = kept(files_of(FOLDER, []), by)
    theirs = before is not None and before.version.by != RELEASE
    if not theirs:
        tell(found, before.version_id if before else 0, by)
    return found


def held() -> RulesInForce | None:
    """What is in force, under its lock."""
    return RulesInForce.objects.select_for_update(of=("self",)).select_related("version").first()


def require_same(expected: int, present: RulesInForce | None) -> None:
    if expected != (present.version_id if present else 0):
        raise RulesChanged


def kept(files: Mapping[str, str], by: str) -> RulesVersion:
    digest = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
    if found := RulesVersion.objects.filter(digest=digest).first():
        return found
    last = RulesVersion.objects.aggregate(last=Max("number"))["last"] or 0
    return RulesVersion.objects.create(number=last + 1, files=dict(files), digest=digest, by=by, at=clock.now())


def tell(version: RulesVersion, before: int, by: str) -> None:
    """Nothing is told of rules that are in force already."""
    if version.pk == before:
        return
    since = clock.now()
    RulesInForce.objects.update_or_create(id=1, defaults={"version": version, "since": since})
    write(RulesPut(version.pk, before), by=by, topics=TOPICS)
    standing.forget()
    transaction.on_commit(standing.forget)

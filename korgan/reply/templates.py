"""Actions on ready answers: added, changed and retired by those who administer the area, each with its entry."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from korgan.intake.parameters import storable
from korgan.journal.actions import Fact, write
from korgan.reply.entries import TemplateAdded, TemplateChanged, TemplateRetired
from korgan.reply.models import Template
from korgan.reply.placeholders import require_known
from korgan.reply.rules import LONGEST_REPLY
from korgan.territory.models import Area
from korgan.triage.rulebook import KINDS
from korgan.triage.standing import standing
from korgan.words import LANGUAGES

CODE = re.compile(r"[a-z0-9_]{1,40}")
# The languages of the state are never missing; where another one is, the citizen is answered in Russian.
NEEDED = ("kk", "ru")


class BadTemplate(Exception):
    """A field of a template is not what it may be."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class CodeTaken(Exception):
    """The area has a template of this code."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a template says and when: empty fields mean whatever the assessment says."""

    texts: dict[str, str]
    category: str = ""
    kind: str = ""
    service: str = ""
    off_topic: bool = False


@transaction.atomic
def add_template(code: str, area: Area | None, wording: Wording, by: str) -> Template:
    if not CODE.fullmatch(code):
        raise BadTemplate("code")
    fields = checked(wording)
    try:
        with transaction.atomic():
            template = Template.objects.create(code=code, area=area, **fields)
    except IntegrityError as taken:
        raise CodeTaken(code) from taken
    told(TemplateAdded(template.pk, code, area.pk if area else None), template, by)
    return template


@transaction.atomic
def change_template(template_id: int, wording: Wording, by: str) -> Template:
    """Say it otherwise; what was sent stays as it was said."""
    template = standing_template(template_id)
    for name, value in checked(wording).items():
        setattr(template, name, value)
    template.save()
    told(TemplateChanged(template.pk), template, by)
    return template


@transaction.atomic
def retire_template(template_id: int, by: str, now: datetime) -> Template:
    """Offer it no more; its code is free again."""
    template = standing_template(template_id)
    template.retired_at = now
    template.save(update_fields=["retired_at"])
    told(TemplateRetired(template.pk), template, by)
    return template


def standing_template(template_id: int) -> Template:
    return Template.objects.select_for_update().get(pk=template_id, retired_at=None)


def told(fact: Fact, template: Template, by: str) -> None:
    write(fact, by=by, topics=[f"area:{template.area_id}" if template.area_id else "all"])


def checked(wording: Wording) -> dict[str, object]:
    """The fields as they are stored; raise BadTemplate or UnknownPlaceholder."""
    names = standing().names
    allowed = {"category": names["category"], "kind": KINDS, "service": names["service"]}
    for field, known in allowed.items():
        if getattr(wording, field) and getattr(wording, field) not in known:
            raise BadTemplate(field)
    fields = {field: getattr(wording, field) for field in allowed}
    return {**fields, "off_topic": wording.off_topic, "texts": checked_texts(wording.texts)}


def checked_texts(given: dict[str, str]) -> dict[str, str]:
    texts = {language: storable(text).strip() for language, text in given.items()}
    if set(texts) - set(LANGUAGES) or not all(texts.get(language) for language in NEEDED):
        raise BadTemplate("texts")
    for text in texts.values():
        if len(text) > LONGEST_REPLY:
            raise BadTemplate("texts")
        require_known(text)
    return {language: texts.get(language, "") for language in LANGUAGES}

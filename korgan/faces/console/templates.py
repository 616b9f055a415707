"""Ready answers: suggested to who answers, written and retired by who administers the area."""

from typing import Any
from uuid import UUID

from ninja import Router

from korgan.faces.console import shapes
from korgan.faces.console.acting import REFUSED
from korgan.faces.console.who import StaffRequest, require
from korgan.journal.clock import nearly as now
from korgan.people.actions import name_of
from korgan.people.administering import ADMINISTER
from korgan.people.rules import NotAllowed
from korgan.reply import queries, templates
from korgan.reply.models import Template
from korgan.reply.placeholders import PLACEHOLDERS
from korgan.territory.models import Area

router = Router()


@router.get(
    "/appeals/{appeal_id}/templates", response={200: shapes.Suggestions, **REFUSED}, operation_id="suggest_templates"
)
def suggest(request: StaffRequest, appeal_id: UUID) -> dict[str, Any]:
    """The ready answers of the appeal's area, those that fit it first, and the values of their placeholders."""
    appeal = require(request, "reply", appeal_id)
    return {
        "language": appeal.language,
        "values": queries.values(appeal, request.auth.user),
        "templates": [
            {"code": one.template.code, "reason": one.reason, "texts": one.template.texts}
            for one in queries.suggested(appeal)
        ],
    }


@router.get("/templates", response={200: shapes.Placeholders, **REFUSED}, operation_id="list_templates")
def listed(request: StaffRequest) -> dict[str, Any]:
    """The ready answers of the areas one administers, those for everywhere too, and what they may leave open."""
    areas = request.auth.areas_for(ADMINISTER)
    if not areas:
        raise NotAllowed(ADMINISTER)
    return {"placeholders": PLACEHOLDERS, "templates": [shown(one) for one in queries.templates(list(areas))]}


@router.post("/templates", response={200: shapes.TemplateShown, **REFUSED}, operation_id="add_template")
def add(request: StaffRequest, asked: shapes.NewTemplate) -> dict[str, Any]:
    """Write a ready answer for an area and all below it; of one code the nearest area's is offered."""
    request.auth.require(ADMINISTER, [asked.area])
    area = Area.objects.get(pk=asked.area)
    return shown(templates.add_template(asked.code, area, wording(asked), name_of(request.auth.user)))


@router.post(
    "/templates/{template_id}", response={200: shapes.TemplateShown, **REFUSED}, operation_id="change_template"
)
def change(request: StaffRequest, template_id: int, asked: shapes.Wording) -> dict[str, Any]:
    """Say it otherwise, or for something else."""
    require_template(request, template_id)
    return shown(templates.change_template(template_id, wording(asked), name_of(request.auth.user)))


@router.post(
    "/templates/{template_id}/retire", response={200: shapes.TemplateShown, **REFUSED}, operation_id="retire_template"
)
def retire(request: StaffRequest, template_id: int, asked: shapes.Asked) -> dict[str, Any]:
    """Offer it no more."""
    require_template(request, template_id)
    return shown(templates.retire_template(template_id, name_of(request.auth.user), now()))


def require_template(request: StaffRequest, template_id: int) -> None:
    """Another area's does not exist for him; one for everywhere is changed by who administers the whole."""
    found = Template.objects.get(pk=template_id, retired_at=None)
    request.auth.require(ADMINISTER, [found.area_id] if found.area_id else roots())


def roots() -> list[int]:
    return list(Area.objects.filter(parent=None, valid_to=None).values_list("pk", flat=True))


def wording(asked: shapes.Wording) -> templates.Wording:
    texts: dict[str, str] = {str(language): text for language, text in asked.texts.items()}
    return templates.Wording(texts, asked.category, asked.kind, asked.service, asked.off_topic)


def shown(one: Template) -> dict[str, Any]:
    names = ("id", "code", "category", "kind", "service", "off_topic", "texts")
    return {**{name: getattr(one, name) for name in names}, "area": one.area_id}

"""Words of these pages, each looked up when it is shown: korgan/locale/*.po are the only source. Names of tables and
fields are given here, so that the stages need not know that somebody shows them."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.functional import lazy
from django.utils.translation import get_language

from korgan.territory.models import Area, Desk
from korgan.words import say


def language() -> str:
    """The language of the page."""
    return get_language() or "ru"


def in_present_language(key: str, **values: object) -> str:
    return say(language(), f"admin.{key}", **values)


said: Any = lazy(in_present_language, str)


def name_of(names: Mapping[str, str]) -> str:
    """What something is called in the language of the page."""
    return names.get(language()) or names.get("ru") or next(iter(names.values()), "")


def area_word(area: Area | None) -> str:
    return f"{name_of(area.names)} · {area.code}" if area else "—"


def desk_word(desk: Desk) -> str:
    return name_of(desk.names)


def row_word(row: models.Model) -> str:
    return area_word(row) if isinstance(row, Area) else desk_word(row) if isinstance(row, Desk) else str(row)


def call(model: type[models.Model], key: str) -> None:
    """Name a table; each of its fields is named by `field.<name>` where we have such words."""
    model._meta.app_config.verbose_name = said(SECTIONS[model._meta.app_label])
    model._meta.verbose_name = said(f"{key}.one")
    model._meta.verbose_name_plural = said(key)
    for field in model._meta.fields:
        if field.name in FIELDS:
            field.verbose_name = said(f"field.{field.name}")


# What a stage's tables are about, as their heading.
SECTIONS = {
    "people": "staff", "usersessions": "sign_ins", "territory": "areas", "channels": "channels", "reply": "templates",
    "journal": "journal", "triage": "rules",
}  # fmt: skip
FIELDS = frozenset(
    {
        "username", "name", "number", "language", "is_active", "joined_at", "last_login", "role", "user", "area",
        "valid_from", "valid_to", "kind", "code", "names", "parent", "timezone", "lon", "lat", "is_open", "country",
        "day", "is_working", "amount", "unit", "near_s", "department", "desk", "checked_at", "trouble", "seq", "at",
        "by", "facts", "category", "service", "off_topic", "created_at", "last_seen_at", "ip", "user_agent",
    }
)  # fmt: skip

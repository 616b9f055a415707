"""Filters of the queue under a name, of one operator or of a desk."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from korgan.handling.entries import ViewRemoved, ViewSaved
from korgan.handling.models import View
from korgan.intake.parameters import storable
from korgan.journal.actions import require_new, write
from korgan.journal.ids import new_id
from korgan.people.actions import name_of
from korgan.people.models import User
from korgan.territory.models import Desk

LONGEST = 60
MOST = 50


class BadView(Exception):
    """A view has a name, and nobody needs more than fifty."""


class NotYourView(Exception):
    """A view is removed by whoever made it."""


def views_of(user: User, desks: frozenset[int]) -> QuerySet[View]:
    """His own and those of his desks."""
    his = Q(owner=user, desk=None) | Q(desk__in=desks)
    return View.objects.filter(his, removed_at__isnull=True).order_by("made_at")


@transaction.atomic
def save_view(name: str, filters: dict[str, Any], desk: Desk | None, by: User, client_key: UUID | None = None) -> View:
    """Keep a filter under a name; with a desk, for all who work there."""
    said = " ".join(storable(name).split())
    User.objects.select_for_update().get(pk=by.pk)
    require_new(name_of(by), client_key)
    if not said or len(said) > LONGEST or View.objects.filter(owner=by, removed_at__isnull=True).count() >= MOST:
        raise BadView(said)
    view = View.objects.create(id=new_id(), owner=by, desk=desk, name=said, filters=filters)
    fact = ViewSaved(view.id, view.desk_id)
    write(fact, by=name_of(by), topics=heard_by(view), client_key=client_key)
    return view


@transaction.atomic
def remove_view(view_id: UUID, by: User, now: datetime, client_key: UUID | None = None) -> None:
    """Removing it again changes nothing."""
    view = View.objects.select_for_update(of=("self",)).select_related("desk").get(pk=view_id)
    require_new(name_of(by), client_key)
    if view.owner_id != by.pk:
        raise NotYourView(view.name)
    if view.removed_at is not None:
        return
    view.removed_at = now
    view.save(update_fields=["removed_at"])
    write(ViewRemoved(view.id, view.desk_id), by=name_of(by), topics=heard_by(view), client_key=client_key)


def heard_by(view: View) -> list[str]:
    return [f"area:{view.desk.area_id}"] if view.desk else [f"own:{view.owner_id}"]

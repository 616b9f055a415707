"""Who may do something for a thing that lies in given areas: whom to mention, to whom a chief may assign."""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from korgan.people.models import RoleKind, User
from korgan.people.rights import relations
from korgan.territory.queries import ancestors


def colleagues(name: str, areas: Collection[int]) -> QuerySet[User]:
    """Active staff whose roles allow the action, or show the field, for a thing of their own in these areas."""
    roles = [kind for kind in RoleKind.values if "own" in relations(kind, name)]
    over = {above for area in areas for above in ancestors(area)}
    held = Q(roles__role__in=roles, roles__area__in=over, roles__valid_from__lte=Now())
    now = Q(roles__valid_to__isnull=True) | Q(roles__valid_to__gt=Now())
    return User.objects.filter(held & now, is_active=True).distinct().order_by("name", "id")

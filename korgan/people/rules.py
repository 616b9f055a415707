"""Which role may do what. A role is held for an area and counts for everything below it; what no role names is
refused."""

from korgan.people.models import RoleKind

READ = "read"
ACTIONS: dict[str, frozenset[str]] = {
    RoleKind.OPERATOR: frozenset({READ, "take", "reply", "send", "close", "assess", "look"}),
    RoleKind.DISPATCHER: frozenset({READ, "take", "reply", "send", "close", "assess", "look"}),
    RoleKind.CHIEF: frozenset({READ, "look"}),
    RoleKind.INSPECTOR: frozenset({READ, "take", "reply", "close", "look"}),
    RoleKind.OBSERVER: frozenset({READ}),
    RoleKind.EDITOR: frozenset(),
    RoleKind.AUDITOR: frozenset({READ}),
}


class NotAllowed(Exception):
    """The sign-in's roles do not allow this here."""


def may(role: str, action: str) -> bool:
    return action in ACTIONS.get(role, frozenset())

"""What a refusal of rights is; who may what stands in rights.py."""

from korgan.people.rights import READ

__all__ = ["READ", "NotAllowed"]


class NotAllowed(Exception):
    """The sign-in's roles do not allow this here."""

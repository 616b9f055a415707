from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A UUIDv7: sorted by time, so that new rows land at the end of an index."""
    return uuid7()

from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A UUIDv7: sorted by time, so that new rows land at the end of an index."""
    return uuid7()


def first_id(at: datetime) -> UUID:
    """No id that was made since is smaller: rows of late are the end of an index, however long the archive is."""
    return UUID(int=int(at.timestamp() * 1000) << 80)

"""A citizen's report becomes an inbound message of the app's channel; path.register does the rest."""

from datetime import UTC, datetime

from korgan.channels.base import InboundMessage, InboundPart, Place
from korgan.faces.citizen.shapes import PlaceGiven, Report, Said
from korgan.people.queries import APP, address_of_key, name_of_part

# A phone that lost its battery begins at 1970.
SINCE = datetime(2020, 1, 1, tzinfo=UTC)


def report(asked: Report, key: str, now: datetime) -> InboundMessage:
    """Each report is a thread of its own, so it is always a new appeal."""
    return inbound(name_of_part(key, asked.client_key), key, asked, asked.at, now)


def said(asked: Said, thread: str, key: str, now: datetime) -> InboundMessage:
    return inbound(thread, key, asked, asked.at or now, now)


def inbound(thread: str, key: str, asked: Report | Said, at: datetime, now: datetime) -> InboundMessage:
    name = name_of_part(key, asked.client_key)
    texts = [InboundPart(external_id=name, kind="text", text=asked.text)] if asked.text.strip() else []
    photos = [InboundPart(external_id=name_of_part(key, photo), kind="photo") for photo in asked.photos]
    files = [InboundPart(external_id=name_of_part(key, file.key), kind=file.kind) for file in asked.files]
    places = [place_part(name, asked.place, now)] if asked.place else []
    return InboundMessage(
        external_id=name,
        thread=thread,
        sender=address_of_key(key),
        scheme=APP,
        name="",
        language=asked.language,
        said_at=believed(at, now),
        album=None,
        parts=tuple(texts + places + photos + files),
    )


def place_part(name: str, place: PlaceGiven, now: datetime) -> InboundPart:
    at = believed(place.at or now, now)
    return InboundPart(
        external_id=f"{name}:place", kind="place", place=Place(place.lon, place.lat, place.accuracy_m, at)
    )


def believed(at: datetime, now: datetime) -> datetime:
    """A phone whose clock is wrong must not cost a message: the future and the time before Korgan are taken as now."""
    return at.astimezone(UTC) if SINCE <= at <= now else now

"""A citizen's report becomes an inbound message of the app's channel; path.register does the rest."""

from datetime import UTC, datetime

from korgan.channels.base import InboundMessage, InboundPart, Place
from korgan.faces.citizen.shapes import PlaceGiven, Report, Said
from korgan.people.queries import APP, address_of_key


def report(asked: Report, key: str, now: datetime) -> InboundMessage:
    """Each report is a thread of its own, so it is always a new appeal."""
    return inbound(str(asked.client_key), str(asked.client_key), key, asked, asked.at, now)


def said(asked: Said, thread: str, key: str, now: datetime) -> InboundMessage:
    return inbound(str(asked.client_key), thread, key, asked, asked.at or now, now)


def inbound(
    client_key: str, thread: str, key: str, asked: Report | Said, at: datetime, now: datetime
) -> InboundMessage:
    texts = [InboundPart(external_id=client_key, kind="text", text=asked.text)] if asked.text.strip() else []
    photos = [InboundPart(external_id=str(photo), kind="photo") for photo in asked.photos]
    places = [place_part(client_key, asked.place, now)] if asked.place else []
    return InboundMessage(
        external_id=client_key,
        thread=thread,
        sender=address_of_key(key),
        scheme=APP,
        name="",
        language=asked.language,
        said_at=not_after(at, now),
        album=None,
        parts=tuple(texts + places + photos),
    )


def place_part(client_key: str, place: PlaceGiven, now: datetime) -> InboundPart:
    at = not_after(place.at or now, now)
    return InboundPart(
        external_id=f"{client_key}:place", kind="place", place=Place(place.lon, place.lat, place.accuracy_m, at)
    )


def not_after(at: datetime, now: datetime) -> datetime:
    """A phone whose clock runs ahead must not cost a message: what it says of the future is taken as now."""
    return min(at.astimezone(UTC), now)

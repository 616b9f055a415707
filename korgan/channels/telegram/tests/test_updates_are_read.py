"""Recorded updates, and what each of them means to us. Nothing that comes may raise."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korgan.channels.base import (
    Edited,
    Ignored,
    Inbound,
    InboundMessage,
    InboundPart,
    Malformed,
    Place,
    Refused,
    Started,
    Unsupported,
)
from korgan.channels.telegram.parsing import parse, receive

PAYLOADS = Path(__file__).with_name("payloads")
RECORDED = sorted(file.stem for file in PAYLOADS.glob("*.json"))
BEGAN = datetime.fromtimestamp(1795296000, UTC)


def payload(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text())
    return found


def said(
    number: int, *parts: InboundPart, album: str | None = None, language: str = "kk", at: int | None = None
) -> InboundMessage:
    """Of Aigerim, or of Timur when his language is not ours."""
    who, name = ("5001", "Айгерим Сейтова") if language == "kk" else ("5002", "Timur")
    spoken = BEGAN + timedelta(seconds=at or number)
    own = parts[0].external_id
    return InboundMessage(own, who, who, "telegram", name, language, spoken, album, parts)


def text(number: int, words: str, more: str = "", who: int = 5001) -> InboundPart:
    return InboundPart(f"{who}:{number}{more}", "text", words)


def photo(number: int, file_ref: str) -> InboundPart:
    return InboundPart(f"5001:{number}", "photo", file_ref=file_ref)


def file(number: int, kind: str, file_ref: str) -> InboundPart:
    return InboundPart(f"5001:{number}", kind, file_ref=file_ref)


def place(
    number: int, lon: float, lat: float, accuracy_m: float | None = None, at: int = 0, more: str = ""
) -> InboundPart:
    true_at = BEGAN + timedelta(seconds=at or number)
    return InboundPart(f"5001:{number}{more}", "place", place=Place(lon, lat, accuracy_m, true_at))


def unsupported(what: str) -> Unsupported:
    return Unsupported("5001", "5001", "kk", what)


STARTED = Started("5001", "5001", "kk")
EXPECTED: dict[str, list[Inbound]] = {
    "private_text": [said(11, text(11, "На Крепостной авария, есть пострадавшие"))],
    "text_of_a_foreigner": [said(12, text(12, "Hilfe 🚨", who=5002), language="ru")],
    "photo_with_caption": [said(13, photo(13, "AgAC-y"), text(13, "вот эта машина", ":text"))],
    "album_first": [said(14, photo(14, "alb1-y"), text(14, "двор", ":text"), album="13900")],
    "album_second": [said(15, photo(15, "alb2-y"), album="13900")],
    "image_as_file": [said(16, photo(16, "BQAC"))],
    "location": [said(17, place(17, 69.15, 54.87))],
    "live_location": [said(18, place(18, 69.15, 54.87, 14.5), album="moving 18")],
    "live_location_moved": [Edited(said(18, place(18, 69.16, 54.88, 9, at=78), album="moving 18", at=78))],
    "live_location_ended": [Edited(said(18, place(18, 69.17, 54.89, at=3618), album="moving 18", at=3618))],
    "venue": [said(19, text(19, "Магазин «Береке», Крепостная 5"), place(19, 69.15, 54.87, more=":place"))],
    "contact": [said(20, text(20, "+77011234567 Айгерим"))],
    "text_edited": [Edited(said(11, text(11, "На Крепостной, 5 авария"), at=60))],
    "caption_edited": [Edited(said(13, photo(13, "AgAC-y"), text(13, "эта машина, белая", ":text"), at=70))],
    "start": [STARTED],
    "start_by_link": [STARTED],
    "start_with_words": [said(23, text(23, "/start помогите, меня бьют"))],
    "group_message": [Ignored("chat supergroup")],
    "group_migrated": [Ignored("chat group")],
    "channel_post": [Ignored("kind channel_post")],
    "callback_query": [Ignored("kind callback_query")],
    "bot_blocked": [Ignored("kind my_chat_member")],
    "sticker": [unsupported("sticker")],
    "voice": [said(25, file(25, "audio", "AwAC"))],
    "video_with_caption": [said(26, file(26, "video", "BAAC"), text(26, "он бьёт её", ":text"))],
    "document": [said(27, file(27, "file", "BQAD"))],
    "voice_caption_edited": [Edited(said(25, file(25, "audio", "AwAC"), at=71))],
    "video_too_large": [unsupported("video")],
    "video_note": [said(102, file(102, "video", "DQAC"))],
    "song": [said(103, file(103, "audio", "CQAC"))],
    "archive_as_file": [unsupported("document")],
    "drawing_as_file": [unsupported("document")],
    "pinned_message": [Ignored("content pinned_message")],
    "unknown_content": [unsupported("hologram")],
    "unknown_kind": [Ignored("kind mind_reading")],
    "no_kind": [Ignored("kind unknown")],
}


@pytest.mark.parametrize("name", [name for name in RECORDED if not name.startswith(("broken", "malformed"))])
def test_an_update_means_what_was_written_down_for_it(name: str) -> None:
    update = payload(name)
    assert parse(update) == EXPECTED[name]
    assert receive(update).external_id == str(update["update_id"])


@pytest.mark.parametrize("name", [name for name in RECORDED if name.startswith("broken")])
def test_a_broken_update_is_refused_and_never_raises(name: str) -> None:
    (refused,) = parse(payload(name))
    assert isinstance(refused, Refused)


@pytest.mark.parametrize("name", [name for name in RECORDED if name.startswith("malformed")])
def test_what_has_no_name_is_malformed(name: str) -> None:
    with pytest.raises(Malformed):
        receive(payload(name))


@pytest.mark.parametrize("update", [None, [], "x", 5, {}, {"update_id": None}, {"update_id": True}, {"update_id": 1.5}])
def test_what_is_no_update_at_all_is_malformed(update: Any) -> None:
    with pytest.raises(Malformed):
        receive(update)


@pytest.mark.parametrize(
    ("name", "sender"),
    [
        ("private_text", "5001"),
        ("text_edited", "5001"),
        ("group_message", "-1001902"),
        ("channel_post", "-1001903"),
        ("callback_query", "update:700021"),
        ("broken_message_is_text", "update:700032"),
    ],
)
def test_updates_of_one_chat_are_one_senders(name: str, sender: str) -> None:
    assert receive(payload(name)).sender == sender


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


def objects(known: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with some of the names that the library knows."""
    return st.fixed_dictionaries({}, optional=known)


users = objects({"id": st.integers(), "is_bot": st.booleans(), "first_name": json_values, "language_code": json_values})
chats = objects({"id": st.integers(), "type": st.just("private") | json_values})
sizes = objects(dict.fromkeys(("file_id", "file_unique_id", "width", "height"), json_values))
places = objects(dict.fromkeys(("longitude", "latitude", "horizontal_accuracy", "live_period"), json_values))
contents = objects(
    {
        "text": json_values,
        "photo": st.lists(sizes, max_size=2) | json_values,
        "location": places | json_values,
        **dict.fromkeys(("document", "voice", "venue", "contact", "edit_date", "media_group_id", "x"), json_values),
    }
)
messages = st.builds(
    lambda whole, content: whole | content,
    st.fixed_dictionaries({"message_id": json_values, "date": st.integers(), "chat": chats, "from": users}),
    contents,
)
updates = objects(dict.fromkeys(("message", "edited_message"), messages) | {"poll": json_values, "x": json_values})


@settings(deadline=None)
@given(updates | st.dictionaries(st.text(max_size=8), json_values, max_size=4), st.integers(-(2**62), 2**62))
def test_no_json_object_makes_reading_raise(update: dict[str, Any], update_id: int) -> None:
    update = {**update, "update_id": update_id}
    found = parse(json.loads(receive(update).body))
    assert found
    for one in found:
        assert not isinstance(one, Refused) or one.why

"""Photos, places, edits, a first hello, and what we cannot take: each in a private chat, as citizens do it."""

import hashlib
from inspect import unwrap
from itertools import groupby

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from korgan.channels.jobs import tell_later
from korgan.channels.models import Fate, Inbound, Pace
from korgan.channels.tests.listening import city_with, take_in, take_steps
from korgan.evidence.actions import open_original
from korgan.evidence.models import Evidence
from korgan.evidence.tests.media import PDF, audio, video
from korgan.handling import actions as handling
from korgan.intake.fetching import fetch
from korgan.intake.models import Appeal, Message, Part, PartState
from korgan.intake.previewing import make as make_preview
from korgan.journal.models import Entry
from korgan.words import LANGUAGES, say
from tests.cast import NIGHT
from tests.telegram import AIGERIM, TIMUR, BotApi, payloads

pytestmark = pytest.mark.django_db


TOO_LARGE = 20 * 1024 * 1024 + 1


def fetch_all() -> list[Part]:
    photos = list(Part.objects.exclude(file_ref="").order_by("id"))
    for photo in photos:
        fetch(str(photo.pk))
        photo.refresh_from_db()
    return photos


def test_a_photo_is_fetched_at_its_largest_hashed_and_left_as_it_is(telegram: BotApi) -> None:
    korgan = city_with(telegram)
    sizes = telegram.sends_photo(AIGERIM, "вот эта машина")["photo"]
    original = telegram.files[max(sizes, key=lambda size: int(size["width"]))["file_id"]]
    take_in(korgan.telegram, telegram)
    (photo,) = fetch_all()
    assert photo.state == PartState.HERE
    assert photo.evidence
    assert photo.evidence.sha256 == hashlib.sha256(original).hexdigest()
    with open_original(photo.evidence) as kept:
        assert kept.read() == original
    assert Part.objects.get(kind="text").text == "вот эта машина"


def test_what_she_filmed_said_and_scanned_is_fetched_as_it_is(telegram: BotApi) -> None:
    korgan = city_with(telegram)
    sent = {"video": video(), "voice": audio("ogg"), "scan": PDF, "song": audio("mp3")}
    telegram.files.update(sent)
    telegram.says(AIGERIM, payloads.video("он бьёт её"))
    telegram.says(AIGERIM, payloads.voice())
    telegram.says(AIGERIM, payloads.document("scan", "application/pdf"))
    telegram.says(AIGERIM, payloads.document("song", "video/mp4"))
    take_in(korgan.telegram, telegram)
    parts = fetch_all()
    assert [part.kind for part in parts] == ["video", "audio", "file", "audio"]
    for part, content in zip(parts, sent.values(), strict=True):
        assert part.evidence
        assert part.evidence.sha256 == hashlib.sha256(content).hexdigest()
        make_preview(str(part.pk))
    assert [bool(Evidence.objects.get(parts=part).preview) for part in parts] == [True, True, False, True]
    assert Entry.objects.filter(kind="PreviewMade").count() == 3


def test_an_album_is_one_message_of_all_its_photos(telegram: BotApi) -> None:
    korgan = city_with(telegram)
    telegram.sends_album(AIGERIM, 4, "двор")
    take_in(korgan.telegram, telegram)
    assert Message.objects.count() == Appeal.objects.count() == 1
    assert len({photo.evidence.pk for photo in fetch_all() if photo.evidence}) == 4


def test_a_photo_that_was_cut_on_its_way_is_fetched_again_whole(telegram: BotApi) -> None:
    korgan = city_with(telegram)
    telegram.sends_photo(AIGERIM)
    take_in(korgan.telegram, telegram)
    telegram.drops("download")
    with pytest.raises(Exception, match="RemoteProtocolError"):
        fetch_all()
    (photo,) = fetch_all()
    assert photo.state == PartState.HERE


def test_a_photo_that_telegram_no_longer_has_is_missing(telegram: BotApi) -> None:
    korgan = city_with(telegram)
    telegram.sends_photo(AIGERIM)
    take_in(korgan.telegram, telegram)
    telegram.files.clear()
    (photo,) = fetch_all()
    assert photo.state == PartState.MISSING


def test_an_edited_text_is_said_anew_and_the_first_words_stay(telegram: BotApi) -> None:
    korgan = city_with(telegram)
    telegram.edits(telegram.writes(AIGERIM, "На Крепостной авария"), text="На Абая авария")
    take_in(korgan.telegram, telegram)
    assert list(Part.objects.order_by("id").values_list("text", flat=True)) == [
        "На Крепостной авария",
        "На Абая авария",
    ]
    assert Appeal.objects.count() == 1


def test_a_moving_place_is_one_message_and_moves_its_appeal(telegram: BotApi) -> None:
    korgan = city_with(telegram)
    moving = telegram.sends_place(AIGERIM, 69.15, 54.75, 12, live_s=3600)
    take_in(korgan.telegram, telegram)
    assert Appeal.objects.get().area == korgan.town
    for lon in (69.2, 69.3, 69.75):
        telegram.moves(moving, lon, 54.75)
    take_in(korgan.telegram, telegram)
    take_steps()
    appeal = Appeal.objects.get()
    assert (appeal.lon, appeal.area) == (69.75, korgan.steppe)
    assert Part.objects.filter(message=Message.objects.get(direction="in"), kind="place").count() == 4


def test_a_place_that_moves_on_after_closing_opens_no_new_appeal(telegram: BotApi) -> None:
    korgan = city_with(telegram)
    moving = telegram.sends_place(AIGERIM, 69.15, 54.87, 12, live_s=3600)
    take_in(korgan.telegram, telegram)
    handling.close(Appeal.objects.get().pk, "helped", korgan.omarov, NIGHT)
    telegram.moves(moving, 69.16, 54.87)
    telegram.moves(moving, 69.17, 54.87)
    assert take_in(korgan.telegram, telegram) == 2
    assert Appeal.objects.count() == 1
    assert Part.objects.filter(kind="place").count() == 3
    # What she says otherwise after it is closed must not be overlooked.
    telegram.writes(AIGERIM, "Он вернулся")
    take_in(korgan.telegram, telegram)
    assert Appeal.objects.count() == 2


def test_start_is_answered_with_what_this_is_in_her_language_and_ours(telegram: BotApi) -> None:
    korgan = city_with(telegram)
    telegram.writes(TIMUR, "/start")
    telegram.writes(TIMUR, "/start")
    take_in(korgan.telegram, telegram)
    take_steps()
    (told,) = telegram.told(TIMUR)
    assert told == f"{say('ru', 'greeting')}\n\n{say('kk', 'greeting')}"
    assert "102" in told
    assert Appeal.objects.count() == 0


@pytest.mark.parametrize(
    "content", [payloads.sticker(), payloads.video(size=TOO_LARGE), payloads.voice(TOO_LARGE), {"hologram": {"x": 1}}]
)
def test_what_we_cannot_take_is_answered_stored_and_counted(telegram: BotApi, content: payloads.Payload) -> None:
    korgan = city_with(telegram)
    telegram.says(AIGERIM, content)
    take_in(korgan.telegram, telegram)
    take_steps()
    assert telegram.told(AIGERIM) == [say("kk", "unsupported")]
    kept = Inbound.objects.get()
    assert (kept.fate, kept.why) == (Fate.IGNORED, f"content {next(iter(content))}")


def test_the_words_beside_a_large_video_are_registered_and_the_video_is_answered(telegram: BotApi) -> None:
    korgan = city_with(telegram)
    telegram.says(AIGERIM, payloads.video("он бьёт её", TOO_LARGE))
    take_in(korgan.telegram, telegram)
    take_steps()
    assert Part.objects.get(message__direction="in").text == "он бьёт её"
    assert say("kk", "unsupported") in telegram.told(AIGERIM)


def after_a_pause() -> None:
    """Who had to let others go first is told too."""
    Pace.objects.all().delete()
    for later in ProcrastinateJob.objects.filter(task_name=tell_later.name):
        unwrap(tell_later.func)(**later.args)


def test_ten_videos_at_once_are_answered_once(telegram: BotApi) -> None:
    korgan = city_with(telegram)
    for _ in range(10):
        telegram.says(AIGERIM, payloads.video(size=TOO_LARGE))
    telegram.says(TIMUR, payloads.video(size=TOO_LARGE))
    take_in(korgan.telegram, telegram)
    take_steps()
    after_a_pause()
    assert [len(list(group)) for _, group in groupby(sorted(one["chat"]["id"] for one in telegram.sent))] == [1, 1]
    assert Inbound.objects.filter(fate=Fate.IGNORED, why="content video").count() == 11


def test_a_group_is_not_answered_but_counted(telegram: BotApi) -> None:
    korgan = city_with(telegram)
    telegram.writes_in_group(TIMUR, "всем привет")
    take_in(korgan.telegram, telegram)
    take_steps()
    assert telegram.sent == []
    assert Inbound.objects.get().why == "chat supergroup"
    assert not Entry.objects.filter(kind="LeftUnregistered").exists()


def test_who_has_blocked_the_bot_is_left_alone(telegram: BotApi) -> None:
    korgan = city_with(telegram)
    telegram.refuses("sendMessage", 403, "Forbidden: bot was blocked by the user")
    telegram.writes(TIMUR, "/start")
    take_in(korgan.telegram, telegram)
    take_steps()
    assert telegram.sent == []


@pytest.mark.parametrize("key", ["greeting", "unsupported"])
def test_every_language_says_how_to_call_102(key: str) -> None:
    assert len({say(language, key) for language in LANGUAGES if "102" in say(language, key)}) == len(LANGUAGES)

"""Telegram as our bot sees it: what people do there is said by the test, what the bot does is kept for it.

Updates wait until an offset confirms them or the webhook takes them, as with the real one; nothing here is ours."""

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Condition, Event
from typing import Any

from korgan.evidence.tests.photos import photo
from tests.telegram import payloads
from tests.telegram.payloads import BOT, CHANNEL, GROUP, PEOPLE, SENT_AT, Citizen, Payload

TOKEN = "102:AA-a-token-that-must-never-be-seen"
SIZES = ((90, 67), (1280, 960), (320, 240), (800, 600))  # the largest is not always the last


@dataclass
class Fault:
    """What happens to the next call instead of an answer. `takes`: the call has its effect all the same."""

    status: int = 0  # 0: no answer at all
    description: str = ""
    parameters: Payload = field(default_factory=dict)
    takes: bool = False
    hangs: bool = False


class BotApi:
    def __init__(self) -> None:
        self.token, self.url = TOKEN, ""
        self.sent: list[Payload] = []
        self.calls: list[tuple[str, Payload]] = []
        self.pending: list[Payload] = []
        self.messages: dict[int, Payload] = {}
        self.files: dict[str, bytes] = {}
        self.chats = {who.id: who.chat for who in PEOPLE}
        self.webhook: Payload = {}
        self.last_error = ""
        self.allowed: list[str] = []
        self.poller: object = None
        self.conflicts = 0
        self.faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self.changed = Condition()
        self.closing = Event()
        self.last_update = 900_000

    # What people do.

    def writes(self, who: Citizen, text: str) -> Payload:
        return self.says(who, payloads.text(text))

    def sends_photo(self, who: Citizen, caption: str = "", album: str = "") -> Payload:
        sizes = [self.photo_size(width, height) for width, height in SIZES]
        extra = {"caption": caption, "media_group_id": album}
        return self.says(who, {"photo": sizes, **{name: value for name, value in extra.items() if value}})

    def sends_album(self, who: Citizen, count: int, caption: str = "") -> list[Payload]:
        album = f"1{self.last_update}"
        return [self.sends_photo(who, caption if turn == 0 else "", album) for turn in range(count)]

    def sends_place(
        self, who: Citizen, lon: float, lat: float, accuracy_m: float | None = None, live_s: int | None = None
    ) -> Payload:
        return self.says(who, payloads.place(lon, lat, accuracy_m, live_s))

    def says(self, who: Citizen, content: Payload) -> Payload:
        """Any content in his private chat with the bot."""
        return self.posts("message", {"from": who.user, "chat": who.chat, **content})

    def writes_in_group(self, who: Citizen, text: str) -> Payload:
        return self.posts("message", {"from": who.user, "chat": GROUP, "text": text})

    def channel_post(self, text: str) -> Payload:
        return self.posts("channel_post", {"sender_chat": CHANNEL, "chat": CHANNEL, "text": text})

    def edits(self, message: Payload, **content: Any) -> Payload:
        """The text, the caption or the place of a message becomes another."""
        with self.changed:
            edited = {**message, **content, "edit_date": SENT_AT + len(self.messages) + 1}
        self.brings("edited_message", edited)
        return edited

    def moves(self, message: Payload, lon: float, lat: float) -> Payload:
        return self.edits(message, location={**message["location"], "longitude": lon, "latitude": lat})

    def presses(self, who: Citizen, message: Payload) -> None:
        self.brings("callback_query", payloads.callback(who, message))

    def posts(self, kind: str, content: Payload) -> Payload:
        message = self.numbered(content)
        self.brings(kind, message)
        return message

    def brings(self, kind: str, body: Payload) -> int:
        """An update of any kind, also of one that we do not know, unless our bot said that it does not want it."""
        with self.changed:
            self.last_update += 1
            if kind in self.allowed or (not self.allowed and kind not in payloads.NOT_BY_DEFAULT):
                self.pending.append({"update_id": self.last_update, kind: body})
            self.changed.notify_all()
            return self.last_update

    def redelivers(self, update: Payload) -> None:
        with self.changed:
            self.pending.append(update)
            self.changed.notify_all()

    # How Telegram fails; each concerns the next call of the method.

    def refuses(self, method: str, status: int, description: str, times: int = 1) -> None:
        self.faults[method].extend(Fault(status, description) for _ in range(times))

    def throttles(self, method: str, retry_after: int) -> None:
        said = f"Too Many Requests: retry after {retry_after}"
        self.faults[method].append(Fault(429, said, {"retry_after": retry_after}))

    def hangs(self, method: str) -> None:
        """Takes the bytes, acts, and never answers."""
        self.faults[method].append(Fault(takes=True, hangs=True))

    def drops(self, method: str, takes: bool = False) -> None:
        """Closes the connection without an answer."""
        self.faults[method].append(Fault(takes=takes))

    # What the bot did.

    def asked(self, method: str) -> list[Payload]:
        return [parameters for called, parameters in self.calls if called == method]

    def told(self, who: Citizen) -> list[str]:
        return [message["text"] for message in self.sent if message["chat"]["id"] == who.id]

    # Shared with the server.

    def numbered(self, content: Mapping[str, Any]) -> Payload:
        with self.changed:
            number = len(self.messages) + 1
            self.messages[number] = {"message_id": number, "date": SENT_AT + number, **content}
            return self.messages[number]

    def photo_size(self, width: int, height: int) -> Payload:
        file_id = f"photo-{len(self.files)}-{width}"
        self.files[file_id] = photo(size=(width, height))
        return payloads.photo_size(file_id, width, height, len(self.files[file_id]))

    @property
    def bot(self) -> Payload:
        reads = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
        return {**BOT, **reads}

"""What Telegram writes into updates, by the Bot API's own names. https://core.telegram.org/bots/api#available-types"""

from dataclasses import dataclass
from typing import Any

Payload = dict[str, Any]
BOT: Payload = {"id": 102, "is_bot": True, "first_name": "Korgan", "username": "korgan_bot"}
SENT_AT = 1795296000  # 2026-11-22 00:00 in Petropavl; each message is a second later
# What getUpdates and setWebhook bring when nothing is said.
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True)
class Citizen:
    id: int
    first_name: str
    language_code: str = "ru"

    @property
    def user(self) -> Payload:
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "language_code": self.language_code,
        }

    @property
    def chat(self) -> Payload:
        return {"id": self.id, "first_name": self.first_name, "type": "private"}


AIGERIM = Citizen(5001, "Айгерим", "kk")
TIMUR = Citizen(5002, "Timur", "ru")
DAMIR, ZARINA = Citizen(5003, "Дамир"), Citizen(5004, "Зарина")
PEOPLE = (AIGERIM, TIMUR, DAMIR, ZARINA)
GROUP: Payload = {"id": -1009001, "title": "Соседи", "type": "supergroup"}
CHANNEL: Payload = {"id": -1009002, "title": "Новости", "type": "channel"}


def text(words: str) -> Payload:
    return {"text": words}


def place(lon: float, lat: float, accuracy_m: float | None, live_s: int | None) -> Payload:
    found = {"longitude": lon, "latitude": lat, "horizontal_accuracy": accuracy_m, "live_period": live_s}
    return {"location": {name: value for name, value in found.items() if value is not None}}


def photo_size(file_id: str, width: int, height: int, size: int) -> Payload:
    unique = f"u{file_id}"
    return {"file_id": file_id, "file_unique_id": unique, "width": width, "height": height, "file_size": size}


def sticker() -> Payload:
    drawn = {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"}
    return {"sticker": {"file_id": "sticker", "file_unique_id": "s1", **drawn}}


def voice(size: int = 9000) -> Payload:
    said = {"file_id": "voice", "file_unique_id": "v1", "duration": 4, "mime_type": "audio/ogg", "file_size": size}
    return {"voice": said}


def video(caption: str = "", size: int = 90_000) -> Payload:
    seen = {"file_id": "video", "file_unique_id": "m1", "width": 1280, "height": 720, "duration": 9, "file_size": size}
    return {"video": seen, **({"caption": caption} if caption else {})}


def document(file_id: str, mime_type: str) -> Payload:
    return {"document": {"file_id": file_id, "file_unique_id": f"u{file_id}", "mime_type": mime_type}}


def callback(who: Citizen, message: Payload) -> Payload:
    return {"id": "77", "from": who.user, "chat_instance": "1", "data": "yes", "message": message}

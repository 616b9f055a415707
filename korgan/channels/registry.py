"""The channels there are, and what their troubles mean in an operator's words."""

from korgan.channels.app.channel import App
from korgan.channels.base import Channel
from korgan.channels.telegram.channel import Telegram
from korgan.words import Names, catalogue, in_all

CHANNELS: dict[str, Channel] = {channel.kind: channel for channel in (App(), Telegram())}


class UnknownChannel(Exception):
    """No channel of this kind is known."""


def channel_of(kind: str) -> Channel:
    try:
        return CHANNELS[kind]
    except KeyError:
        raise UnknownChannel(kind) from None


def hint(trouble: str) -> Names:
    """What the operator should know of a trouble: its code may be followed by what it came from. One without words is
    shown as it is."""
    key = f"trouble.{trouble.partition(': ')[0]}"
    if key in catalogue("ru"):
        return in_all(key)
    return in_all("trouble.other", code=trouble)

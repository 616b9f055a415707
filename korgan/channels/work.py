"""What the worker does for the channels: listen, and register what was committed raw."""

import asyncio
from collections.abc import Callable

from korgan.channels.base import InboundMessage
from korgan.channels.models import Account

Register = Callable[[Account, InboundMessage], object]


async def listen(register: Register) -> None:
    """For ever."""
    await asyncio.Event().wait()

"""Rights that change without an entry: by the clock, by a sign-out, by a hand in the database. One question a second
for all open screens of the process; whose answer has changed is asked again who he is."""

import asyncio
import logging
from dataclasses import dataclass

import django.db

from korgan.live.asking import ask
from korgan.live.hub import Hub
from korgan.people.standing import Standing, standings

logger = logging.getLogger(__name__)

EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Watched:
    """A screen's sign-in, and what its rights were made of."""

    session: str
    staff: int
    standing: Standing


async def watch(hub: Hub) -> None:
    """For ever; while the database is away nobody is shown anything anyway."""
    while True:
        await asyncio.sleep(EVERY_S)
        try:
            await look(hub)
        except django.db.Error:
            logger.warning("the rights of open screens cannot be watched, trying again")
        except Exception:
            logger.exception("watching the rights of open screens was interrupted, trying again")


async def look(hub: Hub) -> None:
    screens = [(screen, screen.watched) for screen in hub.everybody() if isinstance(screen.watched, Watched)]
    if not screens:
        return
    present = await ask(standings, {watched.session: watched.staff for _, watched in screens})
    for screen, watched in screens:
        if present.get(watched.session) != watched.standing:
            screen.doubt()

"""Questions of the event loop to the database: a few threads, each with a connection that it keeps."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from korgan.journal.connections import close_dead_connections

Answer = TypeVar("Answer")

# So many connections and no more, however many screens come back at once after a restart.
THREADS = 4
threads = ThreadPoolExecutor(THREADS, thread_name_prefix="live")


async def ask(question: Callable[..., Answer], *given: object) -> Answer:
    return await asyncio.get_running_loop().run_in_executor(threads, partial(fresh, question, *given))


def fresh(question: Callable[..., Answer], *given: object) -> Answer:
    """On the thread's connection, made anew when the database went away meanwhile."""
    close_dead_connections()
    return question(*given)

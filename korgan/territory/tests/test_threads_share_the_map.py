"""The web's threads ask one map at the same time; GEOS, left to itself, ends the whole process over it."""

import math
import multiprocessing
import threading
import time

import shapely

from korgan.territory.tree import Ground

CORNERS, THREADS, SECONDS = 2000, 8, 1.5
TURN = 2 * math.pi


def round_about(turns: float, far: float) -> tuple[float, float]:
    return far * math.cos(turns * TURN), far * math.sin(turns * TURN)


def ask_all_at_once() -> None:
    """Circles beside and across the border of one area, from all threads."""
    ground = Ground({1: shapely.polygons([round_about(corner / CORNERS, 1) for corner in range(CORNERS)])})
    ends = time.monotonic() + SECONDS
    threads = [threading.Thread(target=ask_until, args=(ground, ends, number)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def ask_until(ground: Ground, ends: float, number: int) -> None:
    turns = number / THREADS
    while time.monotonic() < ends:
        turns += 0.01
        lon, lat = round_about(turns, 1.05 + turns % 0.1)
        assert ground.within(lon, lat, 0.15, 0.15) == [1]


def test_threads_may_ask_where_a_circle_reaches_at_the_same_time() -> None:
    asking = multiprocessing.get_context("spawn").Process(target=ask_all_at_once)
    asking.start()
    asking.join()
    assert asking.exitcode == 0

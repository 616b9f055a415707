"""This checkout and another one beside each other on one machine: the same load on each in turn while all processes of
the other one stand still. The machine is fast and slow by the minute, so that two runs one after the other tell little;
what was measured within the same seconds may be compared."""

import os
import signal
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from statistics import median

import psycopg

from bench.clients import load, percentile
from bench.figures import Figure
from bench.house import everybody_of, has_caught_up, nobody_is_late
from bench.path import CLIENTS, MANY
from bench.screens import post_to_screen
from korgan.machine.tests.people import place
from tests.e2e.stack import ROOMY, Stack, started, until

ROUNDS, SECONDS, WARM_S, FULL_S = 9, 2.0, 0.3, 4.0
CAUGHT_UP_IN_S = 60.0
Values = Mapping[str, float]  # seconds, by the figure's name
Pairs = dict[str, list[tuple[float, float]]]


class Other(Stack):
    """Another checkout, installed by its own `make setup`."""

    def __init__(self, checkout: Path, data: Path) -> None:
        super().__init__(data, ROOMY)
        self.checkout, self.python = checkout, str(python_of(checkout))


def python_of(checkout: Path) -> Path:
    return checkout / ".venv/bin/python"


def figures(checkout: Path) -> Iterator[Figure]:
    """How many times as long everything takes here as there: 0.9 is faster here by a tenth (about 7 minutes)."""
    with place("root") as folder, ExitStack() as running:
        both = Stack(folder / "here", ROOMY), Other(checkout, folder / "there")
        for stack in both:
            prepare(folder, stack)
            running.enter_context(started(stack))
            running.enter_context(still(stack))
        pairs: Pairs = defaultdict(list)
        for number in range(ROUNDS):
            for measure in MEASURES:
                keep(pairs, in_turn(measure, both, first=number % 2))
    for name, values in pairs.items():
        yield ratio(name, values)


def prepare(folder: Path, stack: Stack) -> None:
    """Some thousand reports before the start that is measured: Postgres plans by what the tables hold."""
    with started(stack):
        with suppress(psycopg.errors.UndefinedTable):  # before there were clocks nobody was late
            nobody_is_late(stack)
        load(stack.url, CLIENTS, FULL_S)
        until(lambda: has_caught_up(stack), CAUGHT_UP_IN_S, "the worker did not catch up")


@contextmanager
def still(stack: Stack) -> Iterator[None]:
    """All its processes stand still until they are wanted, and in the end."""
    signalled(stack, signal.SIGSTOP)
    try:
        yield
    finally:
        signalled(stack, signal.SIGCONT)


@contextmanager
def awake(stack: Stack) -> Iterator[None]:
    signalled(stack, signal.SIGCONT)
    until(lambda: has_caught_up(stack), CAUGHT_UP_IN_S, "it did not come back")
    load(stack.url, 1, WARM_S)
    yield
    signalled(stack, signal.SIGSTOP)


def signalled(stack: Stack, number: int) -> None:
    """The supervisor first stands still, else it would start anew what has; so it goes on last."""
    pids = everybody_of(stack.process.pid)
    for pid in pids if number == signal.SIGSTOP else pids[::-1]:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def registering(clients: int) -> Callable[[Stack], Values]:
    def measure(stack: Stack) -> Values:
        served = load(stack.url, clients, SECONDS)
        each_s = clients / served.per_s
        return {f"register_c{clients}": each_s, f"register_p99_c{clients}": percentile(served.seconds, 0.99)}

    return measure


def seeing(consoles: int) -> Callable[[Stack], Values]:
    return lambda stack: {one.name.replace("_ms", ""): one.value / 1000 for one in post_to_screen(stack, consoles)}


MEASURES = (*map(registering, (1, CLIENTS, MANY)), *map(seeing, (1, 100)))


def in_turn(measure: Callable[[Stack], Values], both: tuple[Stack, Stack], first: int) -> tuple[Values, Values]:
    """Here and there, whoever is asked first."""
    found: dict[int, Values] = {}
    for which in (first, 1 - first):
        with awake(both[which]):
            found[which] = measure(both[which])
    return found[0], found[1]


def keep(pairs: Pairs, found: tuple[Values, Values]) -> None:
    here, there = found
    for name, value in here.items():
        pairs[name].append((value, there[name]))


def ratio(name: str, values: list[tuple[float, float]]) -> Figure:
    ratios = sorted(here / there for here, there in values)
    here, there = (median(one) * 1000 for one in zip(*values, strict=True))
    note = f"{here:.1f} ms here, {there:.1f} ms there; {len(values)} rounds from {ratios[0]:.2f} to {ratios[-1]:.2f}"
    return Figure(f"{name}_here_vs_there", round(median(ratios), 2), "ratio", note)

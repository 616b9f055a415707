"""The path of an appeal, measured from outside on the running product, fsync on: `korgan up --demo`, or a server's
processes as ops/ has them."""

from collections.abc import Iterator, Sequence
from statistics import median

from bench import counting, kills, locate, screens
from bench.clients import load, percentile
from bench.figures import Figure, ms
from bench.house import memory_mb, nobody_is_late
from bench.statement import statements_per_s
from korgan.machine.tests.people import place
from tests.e2e.stack import ROOMY, Stack, running
from tests.split.topology import split

SECONDS, ROUNDS = 4.0, 3
CLIENTS, MANY = 8, 32
CROWD = 1000  # consoles


def figures() -> Iterator[Figure]:
    """From a citizen's report to the operator's screen: speed, cost, and what cuts and kills do (about 3 minutes)."""
    yield from locate.figures()
    with place("root") as folder, running(folder / "data", **ROOMY) as stack:
        yield from measured(stack, kills.VICTIMS)


def with_split() -> Iterator[Figure]:
    """The same, and once more through the processes of ops/ behind nginx, named split_… (about 7 minutes)."""
    yield from figures()
    with place("root") as folder, split(folder) as stack:
        for figure in measured(stack, ("live", *kills.VICTIMS)):
            yield figure._replace(name=f"split_{figure.name}")


def measured(stack: Stack, victims: Sequence[str]) -> Iterator[Figure]:
    counting.prepare(stack)  # Postgres counts from its next start on, which the kills see to
    nobody_is_late(stack)
    yield from kills.figures(stack, victims)
    statements = counting.statements_per_registration(stack)
    note = "as Postgres counts them, without its own checks of foreign keys; 1 client"
    yield Figure("register_queries", round(statements, 2), "statements", note)
    yield from registering(stack)
    yield from screens.post_to_screen(stack, 1)
    yield from screens.post_to_screen(stack, 100)
    yield from screens.resume(stack)
    yield Figure("stack_memory_mb", round(memory_mb(stack)), "MB", "PSS of all but Postgres after the load")
    yield from screens.post_to_screen(stack, CROWD)


def registering(stack: Stack) -> Iterator[Figure]:
    """The product and the bare statement in turn, so that their ratio holds however busy the machine is."""
    load(stack.url, CLIENTS, 1.0)
    loads, bare = [], []
    for _ in range(ROUNDS):
        loads.append(load(stack.url, CLIENTS, SECONDS))
        bare.append(statements_per_s(stack, CLIENTS, round(SECONDS)))
    taken = [one for each in loads for one in each.seconds]
    note = f"{CLIENTS} clients, median of {ROUNDS} rounds"
    yield Figure("register_per_s", round(median(one.per_s for one in loads)), "1/s", note)
    yield Figure("register_p99_ms", ms(percentile(taken, 0.99)), "ms", f"{CLIENTS} clients, all rounds")
    yield Figure("statement_per_s", round(median(bare)), "1/s", f"the bare statement by pgbench, {note}")
    ratio = median(one.per_s / other for one, other in zip(loads, bare, strict=True))
    yield Figure("register_vs_statement", round(ratio, 2), "ratio", f"{note}, each round with its own statement")
    for clients in (1, MANY):
        served = load(stack.url, clients, SECONDS)
        yield Figure(f"register_per_s_c{clients}", round(served.per_s), "1/s", f"{clients} clients")
        yield Figure(f"register_p99_ms_c{clients}", ms(percentile(served.seconds, 0.99)), "ms", f"{clients} clients")

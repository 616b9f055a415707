"""How many statements a registration costs, as Postgres itself counts them (pg_stat_statements)."""

from collections.abc import Iterator
from contextlib import contextmanager

from bench.clients import load
from bench.house import ask, stopped
from tests.e2e.stack import Stack

SECONDS = 4.0
# Not counted: the hub's looks at the journal, and what Postgres asks itself to check foreign keys.
COUNTED = """
select sum(calls)::int as calls from pg_stat_statements
where query not like '%pg_current_snapshot%' and query not like '%FOR KEY SHARE OF x'
"""


def prepare(stack: Stack) -> None:
    """Load the counter when Postgres starts the next time; it stays idle until it is wanted."""
    ask(stack, "alter system set shared_preload_libraries = 'pg_stat_statements'")
    ask(stack, "alter system set pg_stat_statements.track = 'none'")


def statements_per_registration(stack: Stack) -> float:
    """The worker stands still meanwhile: what it does follows from entries and is not the citizen's waiting."""
    load(stack.url, 1, 1.0)
    with stopped(stack, "worker"), counting(stack):
        served = load(stack.url, 1, SECONDS)
        (counted,) = ask(stack, COUNTED)
    return float(counted["calls"]) / len(served.seconds)


@contextmanager
def counting(stack: Stack) -> Iterator[None]:
    ask(stack, "create extension if not exists pg_stat_statements")
    track(stack, "top")
    ask(stack, "select pg_stat_statements_reset()")
    yield
    track(stack, "none")


def track(stack: Stack, what: str) -> None:
    ask(stack, f"alter system set pg_stat_statements.track = '{what}'")
    ask(stack, "select pg_reload_conf()")

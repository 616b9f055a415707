"""Promises 1 and 2: each process of the running product, and the supervisor above them, is killed under a load of
registrations: nothing acknowledged is lost, nothing is doubled by repeats, and everything comes back by itself."""

import pytest

from tests.e2e.stack import Stack, answers, until
from tests.faults.asking import port_of, registered
from tests.faults.breaking import kill
from tests.faults.citizens import Citizens

COMES_BACK_IN_S = 240.0  # on a busy machine; seconds on an idle one


@pytest.mark.parametrize("victim", ["web", "worker", "postgres", "supervisor"])
def test_a_kill_under_load_loses_and_doubles_nothing(stack: Stack, victim: str) -> None:
    citizens = Citizens(port_of(stack), count=4)
    try:
        until(lambda: len(citizens.numbers) >= 20, COMES_BACK_IN_S, "no load")
        kill(stack, victim)
        served = len(citizens.numbers)
        until(lambda: len(citizens.numbers) >= served + 40, COMES_BACK_IN_S, f"{victim} did not come back")
    finally:
        citizens.stop()
    assert citizens.faults == []
    found = registered(stack.data)
    assert citizens.numbers.items() <= {(key, number) for number, key in found}
    assert len({key for _, key in found}) == len({number for number, _ in found}) == len(found)
    until(lambda: answers(stack), COMES_BACK_IN_S, "the worker does not follow what was registered")

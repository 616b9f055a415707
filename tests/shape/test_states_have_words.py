"""Every state of the server has its icon, word and colour on the screens, and the screens know no other."""

import re
from pathlib import Path

import pytest

from korgan.channels.registry import CHANNELS
from korgan.dispatch.models import UnitState
from korgan.intake.models import Urgency
from korgan.reply.models import DeliveryState

STATES = (Path(__file__).parents[2] / "web/shared/states.ts").read_text()
TABLES = {
    "URGENCY": set(Urgency.values),
    "UNIT": set(UnitState.values),
    "DELIVERY": set(DeliveryState.values),
    "CHANNEL": set(CHANNELS),
}


@pytest.mark.parametrize("table", TABLES)
def test_screens_show_the_servers_states(table: str) -> None:
    found = re.search(rf"export const {table} = {{(.*?)\n}} satisfies", STATES, re.DOTALL)
    assert found, f"{table} is not in web/shared/states.ts"
    assert set(re.findall(r"^  (\w+): {", found[1], re.MULTILINE)) == TABLES[table]

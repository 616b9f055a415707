"""How a figure is printed: one JSON object a line, with the load of the machine it was measured on."""

import json
import os
from typing import NamedTuple


class Figure(NamedTuple):
    name: str
    value: float
    unit: str
    note: str = ""

    def print(self) -> None:
        """Other work on the machine makes absolute figures worse, so the load stands in every note."""
        load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        told = {**self._asdict(), "note": f"{self.note}; {load}" if self.note else load}
        print(json.dumps(told, ensure_ascii=False), flush=True)


def ms(seconds: float) -> float:
    return round(seconds * 1000, 1)

"""`python -m bench` lists what can be measured; `python -m bench NAME` measures it."""

import re
import sys
from collections.abc import Callable, Iterator

from bench import faults, locate, path
from bench.figures import Figure
from korgan.machine.files import allow_many_files

BENCHES: dict[str, Callable[[], Iterator[Figure]]] = {
    "faults": faults.figures,
    "locate": locate.figures,
    "path": path.figures,
    "path --split": path.with_split,
}


def main() -> None:
    allow_many_files()  # a thousand open consoles are a thousand connections of ours
    # An option belongs to the name before it.
    wanted = re.findall(r"\S+(?: --\S+)*", " ".join(sys.argv[1:]))
    if not wanted or not set(wanted) <= BENCHES.keys():
        print("\n".join(f"python -m bench {name:<12} {first_line(bench)}" for name, bench in BENCHES.items()))
        raise SystemExit(bool(wanted))
    for name in wanted:
        for figure in BENCHES[name]():
            figure.print()


def first_line(bench: Callable[[], Iterator[Figure]]) -> str:
    return (bench.__doc__ or "").partition("\n")[0]


if __name__ == "__main__":
    main()

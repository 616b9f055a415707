"""`python -m bench` lists what can be measured; `python -m bench NAME` measures it."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from bench import against, faults, locate, path
from bench.figures import Figure
from korgan.machine.files import allow_many_files

Bench = Callable[[], Iterator[Figure]]
BENCHES: dict[str, Bench] = {
    "faults": faults.figures,
    "locate": locate.figures,
    "path": path.figures,
    "path --split": path.with_split,
}
AGAINST = "against FOLDER"


def main() -> None:
    allow_many_files()  # a thousand open consoles are a thousand connections of ours
    for bench in asked_for(sys.argv[1:]):
        for figure in bench():
            figure.print()


def asked_for(words: Sequence[str]) -> list[Bench]:
    if len(words) == 2 and words[0] == AGAINST.split()[0]:
        return [partial(against.figures, installed(words[1]))]
    # An option belongs to the name before it.
    wanted = re.findall(r"\S+(?: --\S+)*", " ".join(words))
    if not wanted or not set(wanted) <= BENCHES.keys():
        known = {**BENCHES, AGAINST: against.figures}
        print("\n".join(f"python -m bench {name:<14} {first_line(bench)}" for name, bench in known.items()))
        raise SystemExit(bool(wanted))
    return [BENCHES[name] for name in wanted]


def installed(folder: str) -> Path:
    checkout = Path(folder).resolve()
    if not against.python_of(checkout).is_file():
        raise SystemExit(f"{checkout} is no installed checkout; `make setup` there makes it one")
    return checkout


def first_line(bench: Callable[..., Iterator[Figure]]) -> str:
    return (bench.__doc__ or "").partition("\n")[0]


if __name__ == "__main__":
    main()

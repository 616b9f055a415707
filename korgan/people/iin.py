"""The IIN, twelve digits. Its check digit misses every eleventh mistake and some true numbers of long ago, so a wrong
one is a warning and never a refusal. Birth date and sex are not read from it: since the government's decree No. 853 of
26.08.2013 it does not tell them. Pure."""

import re

FIRST = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
WRITTEN = re.compile(r"[\s-]")


class BadIin(Exception):
    """Not twelve digits, so no IIN at all."""


def iin_of(written: str) -> str:
    """The twelve digits. Raise BadIin."""
    digits = WRITTEN.sub("", written)
    if not re.fullmatch(r"[0-9]{12}", digits):
        raise BadIin
    return digits


def check_digit(first_eleven: str) -> int | None:
    """None: a number with these digits is not issued."""
    for weights in (FIRST, SECOND):
        rest = sum(int(digit) * weight for digit, weight in zip(first_eleven, weights, strict=True)) % 11
        if rest < 10:
            return rest
    return None


def is_doubtful(iin: str) -> bool:
    """Whether its owner should look at it once more."""
    return check_digit(iin[:11]) != int(iin[11])

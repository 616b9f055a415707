"""Vectors measured by the OECD's sheet; what is derived from an IIN by others is none of our business."""

import pytest

from korgan.people.iin import BadIin, check_digit, iin_of, is_doubtful


@pytest.mark.parametrize(("first", "digit"), [("90010135000", 3), ("85051540012", 1), ("05073150123", 2)])
def test_known_numbers(first: str, digit: int) -> None:
    assert check_digit(first) == digit
    assert not is_doubtful(f"{first}{digit}")
    assert is_doubtful(f"{first}{(digit + 1) % 10}")


def test_some_numbers_are_not_issued_and_so_are_doubtful_with_any_digit() -> None:
    never = [f"{n:011d}" for n in range(3000) if check_digit(f"{n:011d}") is None]
    assert never
    assert all(is_doubtful(f"{never[0]}{digit}") for digit in range(10))


def test_it_may_be_written_with_spaces() -> None:
    assert iin_of(" 900101 350-003 ") == "900101350003"


@pytest.mark.parametrize("written", ["", "12345", "9001013500033", "90010135000a", "٩٠٠١٠١٣٥٠٠٠٣"])
def test_what_is_no_twelve_digits_is_no_iin(written: str) -> None:
    with pytest.raises(BadIin):
        iin_of(written)

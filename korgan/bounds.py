"""How large what stands before a request's body may be: many times what browsers send, and still cheap to refuse."""

from collections.abc import Collection

LONGEST_URL = 4096  # bytes
MOST_HEADERS = 100
LARGEST_HEAD = 32 * 1024  # bytes


def out_of_bounds(url: int, headers: Collection[tuple[int, int]]) -> tuple[int, str] | None:
    """Status and code of the refusal; given are the lengths of the address and of each header's name and value."""
    if url > LONGEST_URL:
        return 414, "long_address"
    if len(headers) > MOST_HEADERS or sum(map(sum, headers)) > LARGEST_HEAD:
        return 431, "large_head"
    return None

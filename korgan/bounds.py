"""How large a request may be. What stands before its body: many times what browsers send, and still cheap to refuse."""

from collections.abc import Collection

LONGEST_URL = 4096  # bytes
MOST_HEADERS = 100
LARGEST_HEAD = 32 * 1024  # bytes
# The borders of a region are larger than the body of an ordinary request; they are taken from who administers.
AREAS_IMPORT, LARGEST_AREAS = "/admin/territory/area/import/", 20 * 1024 * 1024  # bytes


def out_of_bounds(url: int, headers: Collection[tuple[int, int]]) -> tuple[int, str] | None:
    """Status and code of the refusal; given are the lengths of the address and of each header's name and value."""
    if url > LONGEST_URL:
        return 414, "long_address"
    if len(headers) > MOST_HEADERS or sum(map(sum, headers)) > LARGEST_HEAD:
        return 431, "large_head"
    return None

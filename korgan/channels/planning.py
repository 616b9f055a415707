"""What a text is sent in. Pure. Lengths in UTF-16 units, as messengers count."""

from korgan.channels.base import OutgoingPart


def plan(text: str, longest: int) -> list[OutgoingPart]:
    """Parts within the length, cut at a line or word's end where there is one; never an empty one beside others."""
    parts: list[str] = []
    rest = text.strip()
    while units(rest) > longest:
        cut = cut_at(rest, longest)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [OutgoingPart("text", part) for part in [*parts, *([rest] if rest or not parts else [])]]


def cut_at(text: str, longest: int) -> int:
    """How many characters fit, preferably up to the end of a line or word."""
    fits = longest
    while units(text[:fits]) > longest:
        fits -= max(1, (units(text[:fits]) - longest) // 2)
    for end in ("\n", " "):
        at = text.rfind(end, fits // 2, fits)
        if at > 0:
            return at
    return fits


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2

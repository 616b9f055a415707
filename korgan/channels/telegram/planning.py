"""What a text is sent in. Pure. Telegram counts UTF-16 units and takes 4096 of them in one message."""

from korgan.channels.base import OutgoingPart

LONGEST = 4096


def plan(text: str) -> list[OutgoingPart]:
    """Parts within Telegram's length, cut at a line or word's end where there is one."""
    found: list[OutgoingPart] = []
    rest = text
    while units(rest) > LONGEST:
        cut = cut_at(rest)
        found.append(OutgoingPart("text", rest[:cut].rstrip()))
        rest = rest[cut:].lstrip()
    return [*found, OutgoingPart("text", rest)] if rest or not found else found


def cut_at(text: str) -> int:
    """How many characters fit, preferably up to the end of a line or word."""
    fits = LONGEST
    while units(text[:fits]) > LONGEST:
        fits -= max(1, (units(text[:fits]) - LONGEST) // 2)
    for end in ("\n", " "):
        at = text.rfind(end, fits // 2, fits)
        if at > 0:
            return at
    return fits


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2

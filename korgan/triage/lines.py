"""Where in a rule file a mistake stands; a reader of TOML keeps no lines, so they are looked for again. From 1; 0 says
that it is nowhere."""

import re

RULE = re.compile(r"^\s*\[\[\s*rule\s*\]\]", re.MULTILINE)
AT = re.compile(r"at line (\d+)")


def first(text: str, part: str, since: int = 0, until: int | None = None) -> int:
    """The first line between these places that holds the part."""
    found = text.find(part, since, len(text) if until is None else until)
    return text.count("\n", 0, found) + 1 if found >= 0 else 0


def block(text: str, at: int, near: str) -> int:
    """In the rule of this number (from 0), the line with the text near the mistake, else the rule's first line."""
    starts = [one.start() for one in RULE.finditer(text)]
    if at >= len(starts):
        return first(text, near) if near else 0
    since, until = starts[at], starts[at + 1] if at + 1 < len(starts) else len(text)
    found = (first(text, way, since, until) for way in ways(near)) if near else ()
    return next((line for line in found if line), 0) or text.count("\n", 0, text.index("[", since)) + 1


def ways(near: str) -> tuple[str, ...]:
    """A pattern stands in quotes and its backslashes twice; a field stands before its sign or its language."""
    twice = near.replace("\\", "\\\\")
    return (f'"{near}"', f'"{twice}"', f"{near} =", f"{near}=", f"{near}.", near)


def entry(text: str, section: str, code: str) -> int:
    """The line of a code in a section; the section's own where it is not found."""
    start = max(text.find(f"[{section}]"), 0)
    found = re.compile(rf'^\s*"?{re.escape(code)}"?\s*=', re.MULTILINE).search(text, start)
    return text.count("\n", 0, found.end()) + 1 if found else first(text, f"[{section}]")


def failed(said: str, text: str) -> int:
    """The line a reader of TOML stopped at; what ended too early has stopped at the last one."""
    at = AT.search(said)
    return int(at[1]) if at else text.count("\n") + 1

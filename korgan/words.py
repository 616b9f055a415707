"""What the server itself says to people, in their languages. The .po files under locale/ are the only source."""

from functools import cache
from pathlib import Path

import polib

LANGUAGES = ("kk", "ru", "uk", "en")
LOCALE = Path(__file__).parent / "locale"

Names = dict[str, str]


@cache
def catalogue(language: str) -> dict[str, str]:
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(LOCALE / f"{language}.po"))}


def say(language: str, key: str, **values: object) -> str:
    """The words of a key in a language; an unknown language is answered in Russian."""
    spoken = language if language in LANGUAGES else "ru"
    return catalogue(spoken)[key].format(**values)


def in_all(key: str, **values: object) -> Names:
    return {language: say(language, key, **values) for language in LANGUAGES}

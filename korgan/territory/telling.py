"""What is wrong with a file of areas or a change of the map, by the key of its words (areas.* in korgan/locale): an
administrator reads them in his language, the command line speaks English."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from korgan.words import say


@dataclass(frozen=True, slots=True)
class Said:
    """Words by their key, and what stands in them."""

    key: str
    values: Mapping[str, "Said | str | int"] = field(default_factory=dict)

    def words(self, language: str) -> str:
        told = {name: one.words(language) if isinstance(one, Said) else one for name, one in self.values.items()}
        return say(language, f"areas.{self.key}", **told)


class Told(Exception):
    """A refusal that says what is wrong in every language."""

    def __init__(self, key: str, **values: Said | str | int) -> None:
        super().__init__(key)
        self.said = Said(key, values)

    def words(self, language: str) -> str:
        return self.said.words(language)

    def __str__(self) -> str:
        return self.words("en")


def kind_said(kind: str) -> Said:
    return Said(f"kind.{kind}")

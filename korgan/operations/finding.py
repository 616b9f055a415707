from collections.abc import Mapping
from dataclasses import dataclass, field

from korgan.words import say

WELL, DOUBTFUL, BAD = "well", "doubtful", "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look found: a code with words in every language, how bad it is, and the figures it names."""

    code: str
    level: str = WELL
    values: Mapping[str, object] = field(default_factory=dict)

    def words(self, language: str) -> str:
        return say(language, f"doctor.{self.code}", **self.values)

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AreasImported:
    """The map changed; `version` is the number of the edition in force."""

    version: int

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A whole backup lies elsewhere: everything up to `seq`, in so many files and bytes."""

    seq: int
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class BackupRestored:
    """This life of the database began from a backup; `doubtful` parts were on their way out when it was made."""

    epoch: int
    seq: int
    doubtful: int


@dataclass(frozen=True, slots=True)
class TriedAgain:
    """Somebody let go on what was parked: `what` is "inbound", "entry" or "job", `id` its own."""

    what: str
    id: str

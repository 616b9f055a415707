"""Whether a backup is still what it was when it was made."""

from collections.abc import Iterator
from pathlib import Path

from korgan.backup.manifest import FILES, MANIFEST, File, NotABackup, hashed, read_files, read_manifest


def complaints(folder: Path) -> Iterator[str]:
    """What is wrong with it, in words; nothing when it is whole."""
    try:
        manifest = read_manifest(folder)
    except NotABackup as reason:
        yield str(reason)
        return
    if not is_file_with(folder / FILES, manifest.files):
        yield f"{FILES} is missing or not the one {MANIFEST} speaks of"
        return
    yield from (f"{file.path} is missing or changed" for file in read_files(folder) if not is_whole(folder, file))


def is_whole(folder: Path, file: File) -> bool:
    return is_file_with(folder / file.path, file.sha256)


def is_file_with(path: Path, sha256: str) -> bool:
    try:
        return hashed(path)[0] == sha256
    except OSError:
        return False

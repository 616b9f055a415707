"""Whether a package is what was made: nothing changed, nothing missing, nothing added. Needs no database."""

import hashlib
import json
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from korgan.packaging.form import APPEAL, FORM, MANIFEST, ORIGINALS, SEAL, sealed_by, written

CHUNK = 1024 * 1024
LOCAL, END = struct.Struct("<4sHHHHHLLLHH"), struct.Struct("<4sHHHHLLH")


class Package(Protocol):
    """Its files, and what is wrong with what holds them."""

    def names(self) -> list[str]: ...
    def open(self, name: str) -> BinaryIO: ...
    def faults(self) -> Iterator[str]: ...


@dataclass
class Verdict:
    """`wrong` is empty when the package is whole; `key` is the fingerprint of the seal. `lost` are originals that the
    installation itself no longer had: the package is whole without them, and whoever checks it is told."""

    wrong: list[str] = field(default_factory=list)
    key: str = ""
    number: str = ""
    files: int = 0
    lost: list[str] = field(default_factory=list)


class Folder:
    def __init__(self, root: Path) -> None:
        self.root = root

    def names(self) -> list[str]:
        return sorted(path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if not path.is_dir())

    def open(self, name: str) -> BinaryIO:
        return (self.root / name).open("rb")

    def faults(self) -> Iterator[str]:
        yield from (f"{path.name} is a link" for path in self.root.rglob("*") if path.is_symlink())


class Archive:
    def __init__(self, path: Path) -> None:
        self.path, self.zip = path, zipfile.ZipFile(path)

    def names(self) -> list[str]:
        return self.zip.namelist()

    def open(self, name: str) -> BinaryIO:
        return self.zip.open(name)  # type: ignore[return-value]  # a binary file to read

    def faults(self) -> Iterator[str]:
        """Archivers skip what stands between the files, before them or behind: so may nothing stand there."""
        expected = 0
        with self.path.open("rb") as file:
            for one in sorted(self.zip.infolist(), key=lambda one: one.header_offset):
                if one.header_offset != expected or one.compress_type != zipfile.ZIP_STORED or one.extra or one.comment:
                    yield f"something is hidden before {one.filename}"
                expected = end_of(file, one)
            if expected != self.zip.start_dir or not ends_there(file):
                yield "something is hidden at the end"


def end_of(file: BinaryIO, one: zipfile.ZipInfo) -> int:
    file.seek(one.header_offset)
    *_, named, extra = LOCAL.unpack(file.read(LOCAL.size))
    descriptor = (24 if one.file_size > zipfile.ZIP64_LIMIT else 16) if one.flag_bits & 8 else 0
    end: int = one.header_offset + LOCAL.size + named + extra + one.compress_size + descriptor
    return end


def ends_there(file: BinaryIO) -> bool:
    """The record of the end is the end, and the directory reaches to it."""
    size = file.seek(0, 2)
    file.seek(size - END.size)
    mark, *_, length, start, comment = END.unpack(file.read(END.size))
    reaches = start + length + END.size == size or 0xFFFFFFFF in (start, length)
    return mark == b"PK\x05\x06" and comment == 0 and reaches


def verify(path: Path) -> Verdict:
    """Judge a package, a zip or a folder."""
    verdict = Verdict()
    try:
        package: Package = Folder(path) if path.is_dir() else Archive(path)
        verdict.wrong += judged(package, verdict)
    except (OSError, ValueError, KeyError, TypeError, struct.error, zipfile.BadZipFile, NotImplementedError) as error:
        verdict.wrong.append(f"it cannot be read as a package: {type(error).__name__} {error}")
    return verdict


def judged(package: Package, verdict: Verdict) -> Iterator[str]:
    yield from package.faults()
    names = package.names()
    if missing := [name for name in (MANIFEST, SEAL, APPEAL) if name not in names]:
        yield f"{', '.join(missing)} is missing"
        return
    bytes_of_manifest = read(package, MANIFEST)
    manifest, appeal = json.loads(bytes_of_manifest), json.loads(read(package, APPEAL))
    seal = json.loads(bytes_of_seal := read(package, SEAL))
    verdict.key = (sealed_by(bytes_of_manifest, seal) if written(seal) == bytes_of_seal else None) or ""
    verdict.number, verdict.files = str(manifest["number"]), len(manifest["files"])
    if not verdict.key:
        yield "the seal is not of this manifest"
    if manifest["form"] != FORM:
        yield f"its form is {manifest['form']}, not {FORM}"
    yield from compared(package, manifest, names)
    yield from agreed(manifest, appeal)
    verdict.lost = [f"{one['id']}, SHA-256 {one['sha256']}" for one in evidence(appeal) if one.get("lacks") == "lost"]


def read(package: Package, name: str) -> bytes:
    with package.open(name) as file:
        return file.read()


def compared(package: Package, manifest: dict[str, Any], names: list[str]) -> Iterator[str]:
    """Every file against the manifest, and the manifest against every file."""
    told = {one["name"]: one for one in manifest["files"]}
    present = [name for name in names if name not in (MANIFEST, SEAL)]
    yield from (f"{name} was added" for name in present if name not in told)
    yield from (f"{name} is there twice" for name in sorted({name for name in names if names.count(name) > 1}))
    for name, one in told.items():
        if name not in names:
            yield f"{name} is missing"
        elif measured(package, name) != (one["bytes"], one["sha256"]):
            yield f"{name} was changed"


def measured(package: Package, name: str) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    try:
        with package.open(name) as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except zipfile.BadZipFile:
        return size, "damaged"
    return size, digest.hexdigest()


def agreed(manifest: dict[str, Any], appeal: dict[str, Any]) -> Iterator[str]:
    """The appeal names the same originals, by the same hashes, as the manifest."""
    if (manifest["appeal"], manifest["number"]) != (appeal["id"], appeal["number"]):
        yield "the manifest is of another appeal"
    named = {one["file"]: one["sha256"] for one in evidence(appeal) if one["file"]}
    listed = {one["name"]: one["sha256"] for one in manifest["files"] if one["name"].startswith(ORIGINALS)}
    if named != listed:
        yield "the appeal and the manifest do not name the same originals"


def evidence(appeal: dict[str, Any]) -> list[dict[str, Any]]:
    return [part["evidence"] for message in appeal["messages"] for part in message["parts"] if part["evidence"]]

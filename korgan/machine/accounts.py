"""Postgres refuses to run as root, so root hands it to a service account."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SERVICE_ACCOUNT = "korgan"


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    uid: int
    gid: int

    def start_as(self) -> dict[str, Any]:
        """What makes subprocess start a child as this account; nothing when it is ours already."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        home = {"HOME": "/", "USER": self.name, "LOGNAME": self.name} if self.uid != os.geteuid() else {}
        return {**os.environ, **home, **(extra or {})}

    def can_enter(self, folder: Path) -> bool:
        """Asked by trying, as the account: modes, groups and access lists all count."""
        asked = ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]
        return subprocess.run(asked, cwd="/", stderr=subprocess.DEVNULL, **self.start_as()).returncode == 0

    def own(self, folder: Path) -> None:
        """Make a private folder of this account; its parents are left as they are."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid != self.uid:
            os.chown(folder, self.uid, self.gid)
        if folder.stat().st_mode & 0o777 != 0o700:
            folder.chmod(0o700)


def service_account() -> Account:
    """Ourselves, or for root the account `korgan`, made when missing; `nobody` where accounts cannot be made."""
    if os.geteuid() != 0:
        return ourselves()
    for make in (None, make_account):
        if make:
            make()
        try:
            return account(SERVICE_ACCOUNT)
        except KeyError:
            continue
    return account("nobody")


def ourselves() -> Account:
    try:
        return account(pwd.getpwuid(os.geteuid()).pw_name)
    except KeyError:  # a container may run under a bare number
        return Account(str(os.geteuid()), os.geteuid(), os.getegid())


def make_account() -> None:
    if not (useradd := shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")):
        return
    made = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    subprocess.run([*made, "--shell", "/usr/sbin/nologin", SERVICE_ACCOUNT], capture_output=True)


def account(name: str) -> Account:
    entry = pwd.getpwnam(name)
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)

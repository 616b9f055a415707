"""The unit of ops/ that makes the nightly backup makes a whole one, and its timer makes one before the doctor asks."""

import sys
from pathlib import Path

from korgan.backup.checking import complaints
from korgan.machine.tests.people import place
from tests.split.systemd import Unit
from tests.split.topology import OPS, PYTHON, ROOT, rendered


def test_the_unit_makes_a_whole_backup(fresh_database: str) -> None:
    with place("root") as folder:
        (folder / "environment").write_text(f"KORGAN_DATABASE_URL={fresh_database}\n")
        unit = folder / "korgan-backup.service"
        unit.write_text(rendered(OPS / "systemd/korgan-backup.service", {
            PYTHON: sys.executable,
            "WorkingDirectory=/opt/korgan": f"WorkingDirectory={ROOT}",
            "/etc/korgan/environment": f"{folder}/environment",
            "KORGAN_DATA=/var/lib/korgan": f"KORGAN_DATA={folder}",
            "MULTIPROC_DIR=/run/korgan": f"MULTIPROC_DIR={folder}",
            "/var/backups/korgan": f"{folder}/backups",
        }))  # fmt: skip
        Unit(unit).run()
        made = list((folder / "backups").iterdir())
        assert len(made) == 1
        assert not list(complaints(made[0]))


def test_every_unit_is_closed_alike() -> None:
    closed = {file.name: hardening(file) for file in (OPS / "systemd").glob("*.service")}
    assert len(closed) == 5
    assert len(set(map(tuple, closed.values()))) == 1


def hardening(file: Path) -> list[str]:
    """What the unit may not do; only the backup writes outside of the data folder."""
    lines = file.read_text().partition("NoNewPrivileges")[2].partition("[Install]")[0].strip().splitlines()
    return [line for line in lines if line != "ReadWritePaths=/var/backups/korgan"]

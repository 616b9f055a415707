"""The settings of a server as ops/README.md shows them: the units and whoever types a command there read the same."""

import re
import subprocess
from pathlib import Path

from tests.split.systemd import environment_file
from tests.split.topology import OPS

KEY = "a+key/as=openssl-makes-it"


def test_systemd_and_a_shell_read_the_same_settings(tmp_path: Path) -> None:
    block = re.findall(r"```\n(KORGAN_.*?)```", (OPS / "README.md").read_text(), re.DOTALL)[0]
    file = tmp_path / "environment"
    file.write_text(block.replace("…", KEY))
    asked = f"set -a; . {file}; env -0"
    typed = subprocess.run(["sh", "-c", asked], capture_output=True, text=True, check=True, env={}).stdout
    by_shell = dict(line.split("=", 1) for line in typed.split("\0") if line.startswith("KORGAN_"))
    assert environment_file(file.read_text()) == by_shell
    assert by_shell["KORGAN_SECRET_KEY"] == KEY

"""A thousand open screens need files: a process takes what it may have and says when that is too few."""

import subprocess
import sys

import pytest

ASKED = (
    "from korgan.machine.files import allow_many_files as a; print(a()); import resource as r; print(r.getrlimit(7)[0])"
)


@pytest.mark.parametrize(("hard", "soft", "given"), [(8192, 256, 8192), (4096, 1024, 4096), (1000, 256, 1000)])
def test_a_process_takes_what_it_may_and_tells_when_it_is_too_few(hard: int, soft: int, given: int) -> None:
    limited = f'ulimit -Sn {soft} && ulimit -Hn {hard} && exec "$0" -c "$1"'
    asked = subprocess.run(["bash", "-c", limited, sys.executable, ASKED], capture_output=True, text=True, check=True)
    told, files = asked.stdout.splitlines()
    assert int(files) == given
    assert told == "" if given > 2048 else told.startswith("this process may have only 1000 files open")

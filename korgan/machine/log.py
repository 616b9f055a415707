"""One log for all processes, each line with the name of the one that said it."""

import contextlib
import subprocess
import sys
import threading
from typing import IO

WIDTH = 8


class Log:
    def __init__(self, output: IO[str] | None = None) -> None:
        self.output = output or sys.stdout
        self.lock = threading.Lock()

    def say(self, name: str, line: str) -> None:
        """A closed terminal must not stop the processes behind it."""
        with self.lock, contextlib.suppress(OSError, ValueError):
            self.output.write(f"{name:<{WIDTH}} | {line}\n")
            self.output.flush()

    def plain(self, text: str) -> None:
        with self.lock, contextlib.suppress(OSError, ValueError):
            self.output.write(text + "\n")
            self.output.flush()

    def follow(self, name: str, process: subprocess.Popen[bytes]) -> threading.Thread:
        """Copy what the process writes until it closes its output."""
        thread = threading.Thread(target=self.copy, args=(name, process.stdout), daemon=True)
        thread.start()
        return thread

    def copy(self, name: str, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                self.say(name, line.decode(errors="replace").rstrip())

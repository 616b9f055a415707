"""Children do not outlive the supervisor: the kernel sends them a signal when it dies."""

import ctypes
import os
import signal
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(sign: signal.Signals) -> Callable[[], None]:
    """For subprocess's preexec_fn, which runs after setuid: a change of user would clear the kernel's note.

    The kernel watches the thread that forked, so children are started from the main thread only.
    """
    parent = os.getpid()

    def note() -> None:
        libc.prctl(PR_SET_PDEATHSIG, sign)
        if os.getppid() != parent:  # it died between fork and the note
            os._exit(1)

    return note

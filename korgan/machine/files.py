"""How many files this process may have open: an open screen costs one, and so does each connection to the database."""

import resource

WANTED = 16_384
# A thousand open consoles, and what the rest of the process needs.
ENOUGH = 2_048


def allow_many_files() -> str:
    """Take as many as the account may have; what to do when that is too few, else nothing."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < WANTED:
        soft = WANTED if hard == resource.RLIM_INFINITY else min(WANTED, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY or soft >= ENOUGH:
        return ""
    return (
        f"this process may have only {soft} files open, and each open screen is one: "
        f"allow {WANTED} (`ulimit -Hn {WANTED}`, or LimitNOFILE={WANTED} of its systemd unit)"
    )

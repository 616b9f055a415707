import sys

import click

from korgan.environment import read_environment
from korgan.machine.doors import Taken
from korgan.machine.lock import Held
from korgan.machine.log import Log
from korgan.machine.postgres import CannotStart
from korgan.machine.supervisor import StepFailed, Supervisor


@click.command()
@click.option("--demo", is_flag=True, help="Load the demo city and print its sign-ins.")
def up(demo: bool) -> None:
    """Start everything one machine needs; Ctrl-C stops it."""
    try:
        Supervisor(read_environment(), demo, Log()).run()
    except (Held, Taken, CannotStart, StepFailed, OSError) as error:
        print(f"korgan: {error}", file=sys.stderr)
        raise SystemExit(1) from None

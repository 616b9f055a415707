"""`korgan worker`: follows the journal, runs the jobs, works off the channels."""

import asyncio

import click

from korgan.commands.starting import require_restored
from korgan.worker import run


@click.command()
def worker() -> None:
    """Follow the journal, run the jobs and listen to the channels until told to stop."""
    require_restored()
    asyncio.run(run())

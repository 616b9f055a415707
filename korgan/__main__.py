"""The command line: `korgan up` and the rest, each in a file of its own under korgan/commands."""

import importlib
import os

import click
import django

# Commands that know only the machine, and those that need Django and so wait for its start.
MACHINE = ["up", "backup", "restore", "verify"]
STAGES = ["migrate", "demo", "areas", "staff", "channel", "worker", "parked", "doctor", "assess", "export",
          "openapi", "retention"]  # fmt: skip


class Commands(click.Group):
    """Imports a command when it is asked for: the supervisor stays small without Django."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*MACHINE, *STAGES]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        if cmd_name in STAGES:
            django.setup()
        module = importlib.import_module(f"korgan.commands.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Korgan, an omnichannel police 102."""


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "korgan.settings")

if __name__ == "__main__":
    main()

"""A developer has no provider: what would be sent is printed on his terminal. It never goes through the log, and the
settings refuse this provider where Korgan has a public address."""

import sys


class ConsoleSms:
    def send(self, phone: str, text: str) -> None:
        print(f"SMS to {phone}: {text}", file=sys.stdout, flush=True)

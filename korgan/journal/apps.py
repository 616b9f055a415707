from django.apps import AppConfig
from django.core.signals import request_started

from korgan.journal.connections import close_dead_connections


class JournalConfig(AppConfig):
    name = "korgan.journal"
    label = "journal"

    def ready(self) -> None:
        request_started.connect(close_dead_connections)

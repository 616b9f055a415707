from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "korgan.journal"
    label = "journal"

from django.apps import AppConfig


class TriageConfig(AppConfig):
    name = "korgan.triage"
    label = "triage"

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "korgan.evidence"
    label = "evidence"

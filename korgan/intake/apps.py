from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "korgan.intake"
    label = "intake"

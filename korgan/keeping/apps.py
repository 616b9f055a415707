from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "korgan.keeping"
    label = "keeping"

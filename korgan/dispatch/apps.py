from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "korgan.dispatch"
    label = "dispatch"

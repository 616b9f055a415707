from django.apps import AppConfig


class HandlingConfig(AppConfig):
    name = "korgan.handling"
    label = "handling"

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "korgan.demo"
    label = "demo"

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "korgan.routing"
    label = "routing"

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "korgan.territory"
    label = "territory"

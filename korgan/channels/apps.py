from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "korgan.channels"
    label = "channels"

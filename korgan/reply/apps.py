from django.apps import AppConfig


class ReplyConfig(AppConfig):
    name = "korgan.reply"
    label = "reply"

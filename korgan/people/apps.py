from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "korgan.people"
    label = "people"

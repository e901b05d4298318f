from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tuque.people"
    label = "people"

from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "tuque.forms"
    label = "forms"

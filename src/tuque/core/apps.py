from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "tuque.core"
    label = "core"

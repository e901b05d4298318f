from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "tuque.web"
    label = "web"

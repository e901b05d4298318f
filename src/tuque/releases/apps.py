from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "tuque.releases"
    label = "releases"

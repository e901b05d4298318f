from django.apps import AppConfig


class GeoConfig(AppConfig):
    name = "tuque.geo"
    label = "geo"

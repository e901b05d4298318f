from django.apps import AppConfig


class GeoConfig(AppConfig):
    name = "tuque.geo"
    label = "geo"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.geo.acts import ACTS

        audit.describe(ACTS)

from django.apps import AppConfig


class GeoConfig(AppConfig):
    name = "tuque.geo"
    label = "geo"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.core.wall import rules
        from tuque.geo.acts import ACTS

        audit.describe(ACTS)
        shared = rules.Common("Boundaries are published: every organization reads them.")
        rules.declare({"geo.AreaLayer": shared, "geo.Area": shared})

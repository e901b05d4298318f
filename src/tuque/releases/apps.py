from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "tuque.releases"
    label = "releases"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.releases.acts import ACTS

        audit.describe(ACTS)

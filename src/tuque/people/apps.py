from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tuque.people"
    label = "people"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.people.acts import ACTS

        audit.describe(ACTS)

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tuque.people"
    label = "people"

    def ready(self) -> None:
        from tuque.agreements.api import SHARED
        from tuque.audit import api as audit
        from tuque.core.wall import rules
        from tuque.people.acts import ACTS

        audit.describe(ACTS)
        rules.open_to_reading(SHARED, ["people.Person", "people.Consent"])

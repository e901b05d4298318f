from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tuque.people"
    label = "people"

    def ready(self) -> None:
        from tuque.agreements.api import SHARED
        from tuque.audit import api as audit
        from tuque.core.wall import rules
        from tuque.people import erasing
        from tuque.people.acts import ACTS
        from tuque.retention import api as retention

        audit.describe(ACTS)
        retention.register(erasing.NAMES)
        rules.open_to_reading(SHARED, ["people.Person", "people.Consent"])

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "tuque.agreements"
    label = "agreements"

    def ready(self) -> None:
        from tuque.agreements.acts import ACTS
        from tuque.agreements.walls import RULES, SHARED, SIGNATORY
        from tuque.audit import api as audit
        from tuque.core.wall import rules

        audit.describe(ACTS)
        rules.declare(RULES)
        rules.open_to_reading(SIGNATORY, ["accounts.Worker"])
        rules.open_to_reading(SHARED, ["core.OrganizationKey", "geo.Place"])  # of places: their names in shared records

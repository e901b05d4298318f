from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "tuque.agreements"
    label = "agreements"

    def ready(self) -> None:
        from tuque.agreements.acts import ACTS
        from tuque.audit import api as audit

        audit.describe(ACTS)

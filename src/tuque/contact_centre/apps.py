from django.apps import AppConfig


class ContactCentreConfig(AppConfig):
    name = "tuque.contact_centre"
    label = "contact_centre"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.contact_centre.acts import ACTS

        audit.describe(ACTS)

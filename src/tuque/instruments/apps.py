from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "tuque.instruments"
    label = "instruments"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.instruments import linking
        from tuque.instruments.acts import ACTS
        from tuque.interactions import api as interactions

        audit.describe(ACTS)
        interactions.add_link(linking.link)

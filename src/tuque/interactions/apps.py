from django.apps import AppConfig


class InteractionsConfig(AppConfig):
    name = "tuque.interactions"
    label = "interactions"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.core import outbox, streams
        from tuque.interactions import live
        from tuque.interactions.acts import ACTS
        from tuque.interactions.imports import uploads

        streams.register(live.KIND)
        outbox.register(uploads.TOPIC, uploads.run)
        audit.describe(ACTS)

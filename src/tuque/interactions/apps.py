from django.apps import AppConfig


class InteractionsConfig(AppConfig):
    name = "tuque.interactions"
    label = "interactions"

    def ready(self) -> None:
        from tuque.core import streams
        from tuque.interactions import live

        streams.register(live.KIND)

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "tuque.serving.tests"
    label = "served_test"

    def ready(self) -> None:
        from tuque.core import outbox

        outbox.register("test.served", lambda payload, id_: None, for_none=True)

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "tuque.core"
    label = "core"

    def ready(self) -> None:
        from tuque.core.wall import upholding

        upholding.connect(self)

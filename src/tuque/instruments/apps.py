from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "tuque.instruments"
    label = "instruments"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.forms import hooks
        from tuque.forms.portal import plugs
        from tuque.instruments import carrying, linking
        from tuque.instruments.acts import ACTS
        from tuque.interactions import api as interactions

        audit.describe(ACTS)
        interactions.add_link(linking.link)
        hooks.guard_publication(carrying.objections)
        hooks.follow_publication(carrying.carry)
        plugs.add_feeler(carrying.feel)

from django.apps import AppConfig


class ContactCentreConfig(AppConfig):
    name = "tuque.contact_centre"
    label = "contact_centre"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.channels import api as channels
        from tuque.contact_centre import letting_go, live
        from tuque.contact_centre.abuse.services import Arriving
        from tuque.contact_centre.acts import ACTS
        from tuque.contact_centre.console import beside, orienting, panels, plugs, practice, screens
        from tuque.contact_centre.console.arriving import ToRouter
        from tuque.contact_centre.rescue import paging
        from tuque.contact_centre.rescue import services as rescues
        from tuque.contact_centre.suggestions import services as suggestions
        from tuque.contact_centre.suggestions import telling
        from tuque.contact_centre.survey.services import Ended, after_the_end
        from tuque.core import outbox, streams
        from tuque.core.wall import Purpose, rules
        from tuque.referrals import api as referrals
        from tuque.retention import api as retention

        audit.describe(ACTS)
        streams.register(live.KIND)
        streams.register(live.RESCUES)
        retention.register(letting_go.RESCUES, letting_go.FOLLOW_UPS, letting_go.SURVEYS)
        outbox.register(paging.PAGE, paging.send)
        outbox.register(paging.AGAIN, rescues.look_again)
        outbox.register(practice.TOPIC, practice.reply)
        channels.listen(ToRouter())
        channels.listen(Ended())
        channels.offer_after(after_the_end)
        channels.also_erase(beside.erase)
        channels.also_erase(suggestions.erase)
        channels.also_tell(telling.before_writing)
        plugs.hear_records(suggestions.note_recorded)
        channels.also_erase(screens.erase)
        for panel in panels.OURS:
            plugs.add_panel(panel)
        channels.listen(Arriving())
        referrals.register_origin(orienting.origin)
        # Whoever has a link of the survey is nobody in particular until its row says whose it is.
        rules.declare({"contact_centre.Survey": rules.Owned(opens={Purpose.DOORSTEP: ["select"]})})
        # Which lines must be looked at now, and who went silent, is asked for all of them at once; the acting is done within each.
        asked = rules.Owned(opens={Purpose.TASKS: ["select"]})
        rules.declare({"contact_centre.LineState": asked, "contact_centre.SignOfLife": asked})

"""What the pages of a call say, shown and spoken."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tuque.channels.voice.port import Spoken


def spoken(message: Spoken) -> str:
    """What the line says to a caller, shown and said aloud, in the present language."""
    if message == Spoken.HELD:
        return _("The person who answers will be right back. Please stay on the line.")
    return _("You are in the line. Someone will answer as soon as they can. If a life is in danger now, call 9-1-1.")


def of_caller() -> dict[str, str]:
    return {
        "asking": _("Your browser asks whether we may hear you. Choose “Allow”."),
        "unable": _("This browser cannot carry a voice. The other ways to get help are below."),
        "no_microphone": _(
            "We cannot hear you: the microphone is switched off for this page. Allow it beside the address, then press the button again."
        ),
        "not_begun": _("The call could not begin. Try again, or use another way below."),
        "waiting": spoken(Spoken.WAITING),
        "held": spoken(Spoken.HELD),
        "talking": _("You are connected. Speak: we hear you."),
        "offline": _("The connection is cut. We are trying to bring it back."),
        "ended": _("The call is over. You can call again at any time."),
    }


def of_console() -> dict[str, str]:
    return {
        "asking": _("Allow the microphone for this site."),
        "no_microphone": _(
            "The microphone is switched off for this site. Allow it beside the address, then try again."
        ),
        "talks": pgettext("call", "You talk with the person"),
        "listens": pgettext("call", "You listen. Nobody hears you."),
        "whispers": pgettext("call", "Only your colleagues hear you. The person does not."),
        "held": pgettext("call", "On hold: the person hears nobody, and nobody hears them"),
        "no_caller": pgettext("call", "The person has left the call"),
        "offline": _("The connection is cut. We are trying to bring it back."),
        "ended": pgettext("call", "You are not in the call"),
        "refused": _("That could not be done. Try again."),
        "others": _("Others of the line in this call: %"),
    }

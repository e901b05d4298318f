"""Every provider that there is."""

from collections.abc import Mapping

from tuque.channels.providers.contract import Provider
from tuque.channels.providers.email import EMAIL
from tuque.channels.providers.messenger import MESSENGER
from tuque.channels.providers.pocket import POCKET
from tuque.channels.providers.telnyx import TELNYX
from tuque.channels.providers.twilio import TWILIO
from tuque.channels.providers.voipms import VOIPMS
from tuque.channels.providers.whatsapp import WHATSAPP

# Those that are set up on a page.
PROVIDERS: Mapping[str, Provider] = {one.code: one for one in (TWILIO, TELNYX, VOIPMS, WHATSAPP, MESSENGER, POCKET)}
# And the mailbox, which the administrator sets.
KINDS: Mapping[str, Provider] = {**PROVIDERS, EMAIL.code: EMAIL}

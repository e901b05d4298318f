"""What providers, what they give, and what went wrong are called, in the reader's language. Stored values are codes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuque.channels.providers.models import Account
from tuque.channels.providers.voipms.receiving import QUERY

NAMES: dict[str, str | Promise] = {
    "twilio": "Twilio",
    "telnyx": "Telnyx",
    "voipms": "VoIP.ms",
    "whatsapp": "WhatsApp",
    "messenger": "Messenger",
    "pocket": _("Pocket phones"),
    "email": pgettext_lazy("channel", "E-mail"),
}
ABOUT: dict[str, Promise] = {
    "twilio": _("Text messages. Signed by the account’s token."),
    "telnyx": _("Text messages. Signed by a public key."),
    "voipms": _("Text messages, from Montréal. Not signed: each message is asked for again by its number."),
    "whatsapp": _("By Meta. Free words only for 24 hours after the person’s last message."),
    "messenger": _("By Meta, for a Facebook page. Free words only for 24 hours after the person’s last message."),
    "pocket": _("Invented phones on a page of this site, for trials and practice. No real network."),
}
ASKED: dict[str, tuple[str | Promise, Promise]] = {
    "account_sid": ("Account SID", _("On the first page of Twilio’s console. It begins with AC.")),
    "auth_token": ("Auth Token", _("Beside the Account SID. It signs what Twilio sends us.")),
    "previous_auth_token": (
        _("Former Auth Token"),
        _("Only while you change it: what is still signed with the former one is taken too."),
    ),
    "public_key": (_("Public key"), _("In Telnyx’s portal: Account settings, Keys and credentials, Public key.")),
    "api_key": (_("API key"), _("In the same place: a key of your own for this site.")),
    "messaging_profile": (_("Messaging profile ID"), _("Only if the number belongs to several profiles.")),
    "api_username": (_("E-mail address of the account"), _("The one that you sign in with at VoIP.ms.")),
    "api_password": (
        _("API password"),
        _(
            "Made at VoIP.ms: Main menu, SOAP and REST/JSON API. Switch the API on there, and allow this server’s address."
        ),
    ),
    "phone_number_id": (
        _("Phone number ID"),
        _("In Meta’s developer pages: WhatsApp, API setup. It is not the number."),
    ),
    "app_secret": (_("App secret"), _("In Meta’s developer pages: App settings, Basic. It signs what Meta sends us.")),
    "access_token": (_("Access token"), _("A permanent one, of a system user: the one shown first ends after a day.")),
}
ADDRESS: dict[str, tuple[Promise, Promise]] = {
    "number": (_("Your number"), _("With the area code: 204-555-0100.")),
    "page": (_("ID of your Facebook page"), _("On the page: About, Page transparency.")),
}
WHERE: dict[str, Promise] = {
    "twilio": _(
        "In Twilio’s console, on the page of the number: Messaging configuration, “A message comes in”: Webhook, HTTP POST."
    ),
    "telnyx": _("In Telnyx’s portal, on the messaging profile: “Send a webhook to this URL”, API version 2."),
    "voipms": _(
        "On VoIP.ms’s page of the number: Short message service, “SMS URL callback”, with the retry switched on."
    ),
    "whatsapp": _("In Meta’s developer pages: WhatsApp, Configuration, Webhook; then subscribe to “messages”."),
    "messenger": _(
        "In Meta’s developer pages: Messenger, Settings, Webhooks; then subscribe the page to messages, message_deliveries and message_reads."
    ),
    "pocket": _("Nowhere: the pocket phones know it."),
}
ERRORS: dict[str, Promise] = {
    "smtp_refused": _("the mail server refuses the address"),
    "no_answer": _("the provider did not answer"),
    "stop_meant": _("the person wants no more messages"),
    "outside_window": _("more than 24 hours since the person’s last message"),
    "no_address": _("we do not know where to write any more"),
    "21610": _("the network refuses: it heard a word to stop"),
    "40300": _("the network refuses: it heard a word to stop"),
    "131050": _("the network refuses: it heard a word to stop"),
    "30003": _("the phone is off or out of reach"),
    "30005": _("the number does not exist"),
    "30006": _("the number is a landline or cannot get text messages"),
    "30007": _("the network took it for unwanted mail"),
    "20003": _("the provider does not know these keys"),
    "http_401": _("the provider does not know these keys"),
    "190": _("the access token has ended"),
    "invalid_credentials": _("the provider does not know these keys"),
    "ip_not_enabled": _("VoIP.ms does not allow this server’s address yet"),
    "api_not_enabled": _("the API is not switched on at VoIP.ms"),
}


def error_words(code: str) -> str:
    """What a provider's code means; the code itself where we have no words for it."""
    return str(ERRORS.get(code, code))


def webhook_of(account: Account) -> str:
    """The address to give to the provider, with what VoIP.ms fills in."""
    return f"{account.webhook}?{QUERY}" if account.provider == "voipms" else account.webhook

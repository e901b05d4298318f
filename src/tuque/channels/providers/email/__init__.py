"""E-mail: read from a mailbox that nobody else reads, answered at once with what is open now, then by a person. Never a crisis channel.

A mailbox is asked by IMAP, with the standard library: nothing has to be opened to the internet, any centre has one, and its server
keeps the bytes until they are kept here. A port for SMTP would need a name, a certificate and a filter against spam of our own.
"""

from tuque.channels.providers.contract import Provider
from tuque.channels.providers.email import receiving, sending

EMAIL = Provider(
    code="email",
    channel="email",
    asked=(),
    verify=receiving.verify,
    read=receiving.read,
    send=sending.send,
    try_out=sending.try_out,
    api="",
    is_numbers=False,
)

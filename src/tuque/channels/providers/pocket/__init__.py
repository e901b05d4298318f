"""The pocket network: invented phones on a page of ours, that write to our own address as a provider would, signed.

For trying the whole path without a provider, and for practice. Never a way for real people.
"""

from tuque.channels.providers.contract import Asked, Provider
from tuque.channels.providers.pocket import receiving, sending

POCKET = Provider(
    code="pocket",
    channel="text",
    asked=(Asked("secret", is_ours=True),),
    verify=receiving.verify,
    read=receiving.read,
    send=sending.send,
    try_out=sending.try_out,
    api="",
)

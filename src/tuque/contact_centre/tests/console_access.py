"""Who may enter the console's addresses."""

from access import Route
from tuque.accounts.roles import Role

ANSWERERS = frozenset({Role.RESPONDER, Role.SUPERVISOR})
ROUTES = {
    "contact_centre:console": Route(get=ANSWERERS),
    # Signs of life are too many for the audit: the log of the line keeps a silence that lasted.
    "contact_centre:alive": Route(post=ANSWERERS, answers=frozenset({204, 410}), audited=False),
    "contact_centre:begin-shift": Route(post=ANSWERERS, body=lambda cast: {"languages": ["en"], "hours": ""}),
    # Nobody in the test is on shift: ending changes nothing. Breaks and answers are in the log of the line.
    "contact_centre:end-shift": Route(post=ANSWERERS, audited=False),
    "contact_centre:pause": Route(post=ANSWERERS, body=lambda cast: {"why": "break"}, audited=False),
    "contact_centre:answer-offer": Route(
        post=ANSWERERS,
        names=lambda cast: {"offer": "1"},
        body=lambda cast: {"answer": "decline"},
        audited=False,
        shared=True,  # a number of one's own line: nobody else's can be named
    ),
}

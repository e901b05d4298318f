from conftest import NOON

from access import EVERYONE, Route
from tuque.accounts.roles import Role
from tuque.channels import api as channels
from tuque.channels.tests import factories as talks
from tuque.contact_centre.forms import rules as forms
from tuque.contact_centre.models import PolicyVersion, SuggestionModel
from tuque.contact_centre.routing import policy as policies
from tuque.contact_centre.simulator.peers import OURS
from tuque.contact_centre.survey import services as surveys
from tuque.contact_centre.tests import console_access, factories

READERS = frozenset({Role.DIRECTOR, Role.SUPERVISOR})
WRITERS = frozenset({Role.DIRECTOR})
PLANNERS = READERS
RESPONDERS = frozenset({Role.RESPONDER, Role.SUPERVISOR, Role.DIRECTOR})


def with_draft(cast):
    """A draft and former rules in the worker's own organization: what is published or undone is never named in an address."""
    for number, status in ((1, "former"), (2, "draft")):
        PolicyVersion.objects.get_or_create(
            organization=cast.downtown,
            status=status,
            defaults={"number": number, "data": policies.to_data(OURS), "changed_at": NOON},
        )
    return {}


def an_offer(cast):
    return {"number": factories.an_offer(cast.downtown)}


def own_shift(cast):
    return {"shift_id": factories.shift(cast.downtown).public_id}


def a_full_week(cast):
    factories.shift(cast.downtown)
    return {"week": factories.DAY.isoformat()}


def a_contact(cast):
    return {"conversation_id": factories.a_contact(cast.downtown)}


def a_rescue(cast):
    """One of a contact that the responder began: every supervisor sees it too."""
    return {"rescue_id": factories.rescue(cast).public_id}


def a_note_on_a_rescue(cast):
    return a_rescue(cast) | {"kind": "noted"}


def a_service(cast):
    return {"service_id": factories.emergency_service(cast.downtown).public_id}


def a_follow_up(cast):
    return {"follow_up_id": factories.follow_up(cast).public_id}


def a_conversation(cast):
    """One of ours in which the responder is."""
    made = talks.conversation(cast)
    channels.join(conversation=made, worker=cast.amina, at=NOON)
    return {"conversation_id": made.public_id}


def a_survey(cast):
    return {"token": surveys.offer(talks.conversation(cast), at=NOON).token}


def a_training(cast):
    """One that is done, and holds something."""
    row = SuggestionModel.objects.create(
        organization=cast.downtown, state="ready", asked_at=NOON, trained_at=NOON, weights="{}", digest="0" * 64
    )
    return {"training_id": row.public_id}


SERVICE = {"kind": "ambulance", "name_en": "Example", "name_fr": "Exemple", "area": "", "number": "204-555-0122"}

ROUTES = {
    **console_access.ROUTES,
    "contact_centre:line": Route(get=READERS),
    "contact_centre:switch-mode": Route(post=PLANNERS, body=lambda cast: {"mode": "short_announcement", "on": "yes"}),
    # Without an alarm there is nothing to note, and nothing is written.
    "contact_centre:note-gap": Route(post=PLANNERS, audited=False),
    "contact_centre:offers": Route(get=READERS),
    "contact_centre:offer": Route(get=READERS, names=an_offer),
    "contact_centre:rules": Route(get=READERS),
    "contact_centre:compared": Route(get=READERS),
    "contact_centre:save-draft": Route(post=WRITERS, body=lambda cast: forms.written_of(OURS)),
    "contact_centre:publish": Route(post=WRITERS, body=with_draft),
    "contact_centre:undo": Route(post=WRITERS, body=with_draft),
    "contact_centre:responders": Route(get=READERS),
    "contact_centre:responder": Route(
        get=READERS,
        post=PLANNERS,
        names=lambda cast: {"worker_id": cast.amina.public_id},
        body=lambda cast: {"languages": ["en"], "line-line": "1"},
    ),
    "contact_centre:shifts": Route(get=READERS),
    "contact_centre:plan-shift": Route(post=PLANNERS, body=lambda cast: factories.shift_body()),
    "contact_centre:copy-week": Route(post=PLANNERS, body=a_full_week),
    "contact_centre:shifts-file": Route(get=READERS),
    "contact_centre:remove-shift": Route(post=PLANNERS, names=own_shift, body=lambda cast: {}),
    "contact_centre:staffing": Route(get=READERS),
    "contact_centre:history": Route(post=PLANNERS, body=lambda cast: {"file": factories.history_file()}),
    "contact_centre:history-example": Route(get=READERS),
    # Nothing is forecast without history: whoever may enter finds that there is no picture and no table yet.
    "contact_centre:staffing-picture": Route(get=READERS, answers=frozenset({404})),
    "contact_centre:staffing-file": Route(get=READERS, answers=frozenset({404})),
    "contact_centre:rescues": Route(get=RESPONDERS),
    "contact_centre:rescue-drill": Route(post=RESPONDERS, body=lambda cast: {}),
    "contact_centre:rescue": Route(get=RESPONDERS, names=a_rescue),
    "contact_centre:rescue-act": Route(
        post=RESPONDERS, names=a_note_on_a_rescue, body=lambda cast: {"note": "Example"}
    ),
    "contact_centre:conversation-rescue": Route(get=RESPONDERS, post=RESPONDERS, names=a_contact, body=lambda cast: {}),
    "contact_centre:emergency-services": Route(get=READERS, post=READERS, body=lambda cast: SERVICE),
    "contact_centre:retire-emergency-service": Route(post=READERS, names=a_service, body=lambda cast: {}),
    "contact_centre:follow-ups": Route(get=RESPONDERS),
    "contact_centre:follow-up": Route(get=RESPONDERS, names=a_follow_up),
    "contact_centre:follow-up-show": Route(post=RESPONDERS, names=a_follow_up, body=lambda cast: {"reason": "Example"}),
    "contact_centre:follow-up-attempt": Route(
        post=RESPONDERS, names=a_follow_up, body=lambda cast: {"result": "no_answer"}
    ),
    "contact_centre:follow-up-withdraw": Route(post=RESPONDERS, names=a_follow_up, body=lambda cast: {}),
    "contact_centre:conversation-follow-up": Route(
        get=RESPONDERS, post=RESPONDERS, names=a_contact, body=lambda cast: factories.FOLLOW_UP
    ),
    "contact_centre:conversation-survey": Route(
        get=RESPONDERS, post=RESPONDERS, names=a_contact, body=lambda cast: {"before": "4"}
    ),
    "contact_centre:offer-survey": Route(post=RESPONDERS, names=a_conversation, body=lambda cast: {}),
    "contact_centre:surveys": Route(get=READERS),
    "contact_centre:year": Route(get=READERS),
    "contact_centre:year-file": Route(get=READERS),
    # The link is the person's own, whoever else is signed in on their device.
    "contact_centre:survey": Route(
        get=EVERYONE, post=EVERYONE, public=True, shared=True, names=a_survey, body=lambda cast: {"helpful": "yes"}
    ),
    "contact_centre:suggestions": Route(get=READERS),
    "contact_centre:train-suggestions": Route(post=WRITERS, body=lambda cast: {}),
    "contact_centre:choose-suggestions": Route(post=WRITERS, body=lambda cast: {"fields": ["about"]}),
    "contact_centre:stop-suggestions": Route(post=WRITERS, body=lambda cast: {}),
    "contact_centre:switch-machine": Route(post=WRITERS, body=lambda cast: {"on": "yes"}),
    "contact_centre:use-suggestions": Route(post=WRITERS, names=a_training, body=lambda cast: {}),
    "contact_centre:conversation-abuse": Route(get=RESPONDERS, names=a_conversation),
    "contact_centre:abuse-act": Route(
        post=RESPONDERS,
        names=lambda cast: a_conversation(cast) | {"kind": "noted"},
        body=lambda cast: {"words": "Example"},
    ),
}

from django.core.files.uploadedfile import SimpleUploadedFile

from access import EVERYONE, Route
from tuque.accounts.roles import Role
from tuque.accounts.tests.cast import Cast
from tuque.core.clock import now
from tuque.forms import services as publishing
from tuque.forms.models import Definition
from tuque.forms.portal import documents, parts, services
from tuque.forms.tests.factories import starter_set
from tuque.forms.tests.test_xlsform import NAMED, book, question
from tuque.forms.xlsform.writing import book_to_xlsx

SHAPERS = frozenset({Role.DIRECTOR, Role.ADMINISTRATOR, Role.SUPERVISOR})
EVERYTHING = frozenset({Role.DIRECTOR, Role.ADMINISTRATOR})
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def _found(cast: Cast, kind: str, code: str) -> Definition:
    starter_set(cast.downtown, at=now())
    return Definition.objects.get(organization=cast.downtown, kind=kind, code=code, team=None)


def screen(cast: Cast) -> dict[str, object]:
    return {"public_id": _found(cast, Definition.Kind.HOME_SCREEN, "street").public_id}


def a_button(cast: Cast) -> dict[str, object]:
    return screen(cast) | {"number": 3}


def form(cast: Cast) -> dict[str, object]:
    return {"public_id": _found(cast, Definition.Kind.FORM, "check-in").public_id}


def a_question(cast: Cast) -> dict[str, object]:
    return form(cast) | {"code": "people"}


def code_list(cast: Cast) -> dict[str, object]:
    return {"public_id": _found(cast, Definition.Kind.CODE_LIST, "items").public_id}


def with_draft(cast: Cast) -> dict[str, object]:
    definition = _found(cast, Definition.Kind.FORM, "check-in")
    services.edit_draft(definition=definition, edit=parts.Edited, by=cast.dana, at=now())
    return {"public_id": definition.public_id}


def twice_published(cast: Cast) -> dict[str, object]:
    named = with_draft(cast)
    publishing.publish(definition=Definition.objects.get(**named), by=cast.dana, at=now())
    return named


def aside(cast: Cast) -> dict[str, object]:
    definition = _found(cast, Definition.Kind.FORM, "check-in")
    edit = lambda body: parts.remove_field(body, "people")  # noqa: E731
    services.edit_draft(definition=definition, edit=edit, by=cast.dana, at=now())
    return {"public_id": definition.public_id, "aside_id": definition.set_aside.get().public_id}


def long_list(cast: Cast, *, many: int = 70) -> dict[str, object]:
    """A published form whose one question is answered from a long code list."""
    words = {"en": "Streets", "fr": "Rues"}
    bodies = (
        (Definition.Kind.CODE_LIST, {"choices": [_street(number) for number in range(many)]}),
        (Definition.Kind.FORM, {"base_type": "other", "fields": [_asked(words)]}),
    )
    for kind, content in bodies:
        body = {"language": 1, "code": "streets", "title": words} | content
        made = services.begin(
            organization=cast.downtown, kind=kind, code="streets", team=None, body=body, by=cast.dana, at=now()
        )
        version = publishing.publish(definition=made, by=cast.dana, at=now())
    return {"version_id": version.public_id, "code": "street"}


def _street(number: int) -> dict[str, object]:
    return {"code": f"s{number}", "label": {"en": f"Example Street {number}", "fr": f"Rue de l’Exemple {number}"}}


def _asked(words: dict[str, str]) -> dict[str, object]:
    return {"code": "street", "type": "choice", "list": "streets", "label": words}


def a_pdf(name: str = "hand-off.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def a_spreadsheet() -> SimpleUploadedFile:
    made = book(question("text", "fed"), settings=NAMED)
    return SimpleUploadedFile("visit.xlsx", book_to_xlsx(made))


def document(cast: Cast) -> dict[str, object]:
    kept = documents.add_document(upload=a_pdf(), title="Hand-off", team=None, by=cast.dana, at=now())
    return {"public_id": kept.public_id}


def to_phones(cast: Cast) -> dict[str, object]:
    return {"screen": screen(cast)["public_id"]}


def title(cast: Cast) -> dict[str, object]:
    return {"title_en": "Clothing", "title_fr": "Vêtements", "base_type": "items"}


ROUTES = {
    "forms:shape": Route(get=SHAPERS),
    "forms:new-form": Route(
        get=SHAPERS, post=SHAPERS, body=lambda cast: title(cast) | {"team": cast.foot_patrol.public_id}
    ),
    "forms:new-from-file": Route(
        get=SHAPERS, post=SHAPERS, body=lambda cast: {"file": a_spreadsheet(), "team": cast.foot_patrol.public_id}
    ),
    "forms:new-list": Route(
        get=SHAPERS, post=SHAPERS, body=lambda cast: title(cast) | {"team": cast.foot_patrol.public_id}
    ),
    "forms:new-screen": Route(
        get=SHAPERS, post=SHAPERS, body=lambda cast: {"code": "street", "team": cast.foot_patrol.public_id}
    ),
    "forms:documents": Route(get=SHAPERS),
    "forms:document-file": Route(post=EVERYTHING, names=document, body=lambda cast: {"file": a_pdf()}),
    "forms:document": Route(get=EVERYONE, names=document),
    # A lead looks at what the organization shares, and copies it.
    "forms:shaped": Route(get=SHAPERS, names=form),
    "forms:preview": Route(get=SHAPERS, names=form),
    "forms:download": Route(get=SHAPERS, names=lambda cast: form(cast) | {"kind": "fhir-r4"}),
    "forms:copy": Route(post=SHAPERS, names=form, body=lambda cast: {"team": cast.foot_patrol.public_id}),
    "forms:head": Route(
        get=EVERYTHING,
        post=EVERYTHING,
        names=form,
        body=title,
        audited=False,  # without the mark of what it changes, both are shown, and nothing is written
        answers=frozenset({200, 409}),
    ),
    "forms:texts": Route(
        get=EVERYTHING, post=EVERYTHING, names=form, audited=False
    ),  # nothing changed, nothing written
    "forms:arrange": Route(post=EVERYTHING, names=form, body=lambda cast: {"down": "people"}),
    "forms:publish": Route(
        post=EVERYTHING,
        names=with_draft,
        body=lambda cast: {"seen": parts.seen(services.body_to_edit(_found(cast, Definition.Kind.FORM, "check-in")))},
    ),
    "forms:undo": Route(post=EVERYTHING, names=twice_published, body=lambda cast: {"number": 1}),
    "forms:drop-draft": Route(post=EVERYTHING, names=with_draft),
    "forms:use": Route(post=EVERYTHING, names=form, body=lambda cast: {"in_use": "no"}),
    "forms:put-back": Route(post=EVERYTHING, names=aside),
    "forms:new-button": Route(
        get=EVERYTHING,
        post=EVERYTHING,
        names=screen,
        body=lambda cast: {"action": "call", "number": "555-0100", "label_en": "Base", "label_fr": "Base"},
    ),
    "forms:button": Route(
        get=EVERYTHING,
        post=EVERYTHING,
        names=a_button,
        body=lambda cast: {"action": "form", "form": "wait"},
        audited=False,  # as above
        answers=frozenset({200, 409}),
    ),
    "forms:put-on-screen": Route(post=EVERYTHING, names=form, body=to_phones),
    "forms:new-field": Route(get=EVERYTHING, names=form),
    "forms:add-field": Route(
        get=EVERYTHING,
        post=EVERYTHING,
        names=lambda cast: form(cast) | {"kind": "text"},
        body=lambda cast: {"label_en": "Size", "label_fr": "Taille"},
    ),
    "forms:field": Route(
        get=EVERYTHING,
        post=EVERYTHING,
        names=a_question,
        body=lambda cast: {"label_en": "People", "label_fr": "Personnes", "list": "age-groups"},
        audited=False,  # as above
        answers=frozenset({200, 409}),
    ),
    "forms:choices": Route(
        get=EVERYTHING,
        post=EVERYTHING,
        names=code_list,
        body=lambda cast: {"choices-count": 1, "choice-0-en": "Gloves", "choice-0-fr": "Gants"},
    ),
    "forms:find-choice": Route(get=EVERYONE, names=long_list, query="?words=street 6"),
    "forms:choices-file": Route(
        get=EVERYTHING, post=EVERYTHING, names=code_list, body=lambda cast: {"table": "Gloves,Gants", "_take": "yes"}
    ),
}

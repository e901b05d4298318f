"""A form that is changed in the portal keeps its rules: a rule that could not be worked out any more is refused before it
is published, in words, and the new version has the rules of the one before it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuque.accounts.api import Worker
from tuque.forms import selectors as forms
from tuque.forms import wording
from tuque.forms.language import DefinitionProblem, Form, read_definition, read_rules
from tuque.forms.models import Definition, Version
from tuque.forms.portal import services as portal
from tuque.forms.portal.plugs import Touch
from tuque.instruments.catalogue import shipped
from tuque.instruments.models import Instrument


def objections(definition: Definition, body: Any) -> Iterable[DefinitionProblem]:
    """What the rules would miss in `body`, each rule by its name. A body that comes with Tuque has rules of its own."""
    kept = _kept(definition)
    form = _form(definition, body) if kept is not None and not _is_shipped(definition.code, body) else None
    if kept is None or form is None:
        return
    _rules, problems = read_rules(kept.body["results"], form)
    for problem in problems:
        rule = _name_of(kept.body["results"], problem.path)
        if problem.code == "field_unknown":
            yield DefinitionProblem("fields", "rule_reads_missing", {"rule": rule, **problem.values})
        else:
            yield DefinitionProblem("fields", "rule_broken", {"rule": rule, "why": wording.problem_message(problem)})


def carry(version: Version) -> None:
    """Give a new version of an instrument's form the rules of the version before it."""
    kept = _kept(version.definition)
    if kept is None:
        return
    first = kept.version.partition(" · ")[0]
    Instrument.objects.create(
        organization_id=kept.organization_id,
        code=kept.code,
        version=f"{first[:8]} · {version.number}-{version.public_id.hex[-4:]}",
        body={**kept.body, "form": version.body},
        form_version=version,
        allowed_by_id=kept.allowed_by_id,
        allowed_at=kept.allowed_at,
        withdrawn_by_id=kept.withdrawn_by_id,
        withdrawn_at=kept.withdrawn_at,
    )


def feel(definition: Definition, *, viewer: Worker) -> Iterable[Touch]:
    """Choices of the draft that a score gives no number to: whoever chooses them is not counted there."""
    kept = _kept(definition)
    form = _form(definition, portal.body_to_edit(definition)) if kept is not None else None
    if kept is None or form is None:
        return
    yield Touch(_("The result rules of this instrument stay with it; a change that would break one is not published."))
    before, _problems = read_definition(forms.with_long_lists(kept.body["form"], organization_id=kept.organization_id))
    for score in kept.body["results"].get("scores", ()):
        for code in score["fields"]:
            for choice in _new_choices(code, form, before):
                if choice.code not in score.get("points", {}):
                    said = {"choice": choice.label.in_language(get_language()), "rule": _words(score.get("label"))}
                    yield Touch(_("“%(choice)s” is new, and counts for nothing in “%(rule)s”.") % said, is_warning=True)


def _new_choices(code: str, form: Form, before: Form | None) -> list[Any]:
    asked, was = form.find_field(code), before.find_field(code) if before else None
    if asked is None or asked.type != "choice":
        return []
    known = {choice.code for choice in was.choices} if was else set()
    return [choice for choice in asked.choices if choice.code not in known]


def _kept(definition: Definition) -> Instrument | None:
    """The newest version of the instrument of this code, whoever's form it is: a team's copy has its rules too."""
    if definition.kind != Definition.Kind.FORM:
        return None
    rows = Instrument.objects.filter(organization_id=definition.organization_id, code=definition.code)
    return rows.order_by("-form_version__published_at", "-pk").first()


def _form(definition: Definition, body: Any) -> Form | None:
    return read_definition(forms.with_long_lists(body, organization_id=definition.organization_id))[0]


def _is_shipped(code: str, body: Any) -> bool:
    one = shipped().get(code)
    return one is not None and isinstance(body, dict) and body.get("fields") == one.body["form"].get("fields")


def _name_of(results: Mapping[str, Any], path: str) -> str:
    """The label of the score or the branch that a problem is about: `scores[0].fields` is the first score's."""
    kind, _bracket, rest = path.partition("[")
    number = rest.partition("]")[0]
    rules = results.get(kind)
    if not isinstance(rules, list) or not number.isdigit() or int(number) >= len(rules):
        return path
    return _words(rules[int(number)].get("label")) or path


def _words(label: Any) -> str:
    words = label if isinstance(label, dict) else {}
    return str(words.get("fr" if (get_language() or "").startswith("fr") else "en", ""))

"""What parts of a definition say, in the reader's words: for lists, histories, and two versions side by side."""

from collections.abc import Mapping
from functools import reduce
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tuque.forms.language.expressions import Expression
from tuque.forms.portal import conditions, plugs
from tuque.forms.portal.conditions import Asked, Condition, Row
from tuque.forms.portal.kinds import kind_of
from tuque.forms.portal.selectors import in_reader_language

PROPERTIES: dict[str, str | Promise] = {
    "title": gettext_lazy("Title"),
    "label": gettext_lazy("Words"),
    "hint": gettext_lazy("Advice under it"),
    "text": gettext_lazy("Text"),
    "type": gettext_lazy("Type"),
    "action": gettext_lazy("What it does"),
    "form": gettext_lazy("Form"),
    "answers": gettext_lazy("Answers it gives"),
    "url": gettext_lazy("Address"),
    "number": pgettext_lazy("telephone", "Number"),
    "icon": gettext_lazy("Picture"),
    "main": gettext_lazy("Large button"),
    "base_type": gettext_lazy("Standard type"),
    "origin": gettext_lazy("Origin"),
    "required": gettext_lazy("Required"),
    "required_if": gettext_lazy("Required when"),
    "show_if": gettext_lazy("Shown when"),
    "min": gettext_lazy("Least"),
    "max": gettext_lazy("Most"),
    "step": gettext_lazy("Step"),
    "choices": gettext_lazy("Choices"),
    "list": gettext_lazy("Code list"),
    "calculated": gettext_lazy("Calculated"),
    "constraint": gettext_lazy("Accepted when"),
    "constraint_message": gettext_lazy("What is said otherwise"),
    "default": gettext_lazy("Answer offered"),
    "fills": gettext_lazy("Feeds in reports"),
    "timer": gettext_lazy("Timer"),
    "folded": gettext_lazy("Folded"),
}
ACTIONS: dict[str, str | Promise] = {
    "form": gettext_lazy("Opens a form"),
    "log": gettext_lazy("Records at once"),
    "start": gettext_lazy("Begins something long"),
    "open": gettext_lazy("Opens a page or a PDF"),
    "call": gettext_lazy("Calls a number"),
    "notice": gettext_lazy("Shows a notice"),
}
COMPARISONS: dict[str, str | Promise] = {
    "is": pgettext_lazy("comparison", "is"),
    "is_not": pgettext_lazy("comparison", "is not"),
    "includes": pgettext_lazy("comparison", "includes"),
    "excludes": pgettext_lazy("comparison", "does not include"),
    "more": pgettext_lazy("comparison", "is more than"),
    "at_least": pgettext_lazy("comparison", "is at least"),
    "less": pgettext_lazy("comparison", "is less than"),
    "at_most": pgettext_lazy("comparison", "is at most"),
    "answered": pgettext_lazy("comparison", "is answered"),
    "unanswered": pgettext_lazy("comparison", "is not answered"),
}
OPERATIONS: dict[str, str | Promise] = {
    "+": gettext_lazy("Add up"),
    "-": gettext_lazy("Take away from the first"),
    "*": gettext_lazy("Multiply"),
    "/": gettext_lazy("Divide the first by the others"),
    "min": gettext_lazy("The smallest"),
    "max": gettext_lazy("The largest"),
    "concat": gettext_lazy("Join the words"),
}


def lines_of(part: Any) -> list[tuple[str, str]]:
    """A part as label and words, in the order of the pages; both languages of each text."""
    if isinstance(part, list):
        return [(str(one.get("code", "")), _both(one.get("label"))) for one in part[:200] if isinstance(one, dict)]
    if not isinstance(part, dict):
        return []
    found = []
    for name, label in PROPERTIES.items():
        if part.get(name) not in (None, "", [], {}):
            found.append((str(label), _said(name, part[name])))
    return found


def title_of(which: str, part: Any) -> str:
    """What a part is called: the words on it."""
    if which == "head":
        return _("Name and type")
    if which == "draft":
        return _("The whole draft")
    if which == "texts":
        return _("Texts: %(names)s") % {"names": ", ".join(in_reader_language(one.get("label")) for one in part[:5])}
    if which == "choices":
        return _("Choices: %(names)s") % {
            "names": ", ".join(in_reader_language(one.get("label")) or str(one.get("code")) for one in part[:5])
        }
    if isinstance(part, dict):
        return in_reader_language(part.get("label")) or str(part.get("form") or part.get("code") or "?")
    return "?"


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name == "type":
        return str(kind_of(str(value)).label)
    if name == "action":
        return str(ACTIONS.get(str(value), value))
    if name == "base_type":
        return str(plugs.base_types().get(str(value), value))
    if name == "fills":
        return str(plugs.column_label(str(value)))
    if name == "choices" and isinstance(value, list):
        return "; ".join(_both(one.get("label")) for one in value if isinstance(one, dict))
    if name in {"show_if", "required_if", "constraint", "calculated"}:
        return conditions.formula(value, {})
    if isinstance(value, dict) and set(value) <= {"en", "fr"}:
        return _both(value)
    if isinstance(value, dict):
        return ", ".join(f"{code}: {one}" for code, one in value.items())
    return str(value)


def _both(words: Any) -> str:
    given = words if isinstance(words, dict) else {}
    return " / ".join(str(given.get(language) or "—") for language in ("en", "fr"))


def condition_words(
    expression: Expression,
    questions: Mapping[str, Asked],
    names: Mapping[str, str],
    labels: Mapping[str, Mapping[str, str]],
) -> str:
    """An expression as a sentence; as a formula when it is more than rows can say."""
    condition = conditions.read(expression, questions)
    if condition is None:
        return conditions.formula(expression, names)
    return joined(condition, names, labels)


def joined(condition: Condition, names: Mapping[str, str], labels: Mapping[str, Mapping[str, str]]) -> str:
    two = _("%(one)s or %(other)s") if condition.joined == conditions.ANY else _("%(one)s and %(other)s")
    rows = [_row(row, names, labels) for row in condition.rows]
    return reduce(lambda one, other: two % {"one": one, "other": other}, rows) if rows else ""


def _row(row: Row, names: Mapping[str, str], labels: Mapping[str, Mapping[str, str]]) -> str:
    name = names.get(row.field, row.field)
    said = str(COMPARISONS.get(row.comparison, row.comparison))
    if row.comparison in conditions.WITHOUT_VALUE:
        return _("“%(question)s” %(comparison)s") % {"question": name, "comparison": said}
    value = labels.get(row.field, {}).get(row.value, TRUTHS.get(row.value, row.value))
    return _("“%(question)s” %(comparison)s “%(value)s”") % {"question": name, "comparison": said, "value": value}


TRUTHS: dict[str, str | Promise] = {"yes": gettext_lazy("Yes"), "no": gettext_lazy("No")}

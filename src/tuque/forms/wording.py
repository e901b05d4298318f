"""The problems of definitions and of answers, in the reader's language."""

from collections.abc import Mapping

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuque.forms.language import AnswerProblem, DefinitionProblem, Field

ANSWERS: dict[str, str | Promise] = {
    "required": _("This is needed. Please answer it."),
    "not_text": _("This must be written words."),
    "too_long": _("This has %(given)s characters; at most %(max)s fit. Please shorten it."),
    "too_short": _("This has %(given)s characters; at least %(min)s are needed."),
    "not_number": _("“%(given)s” is not a number. Write digits, for example 12."),
    "not_whole": _("“%(given)s” is not a whole number. Write digits only, for example 12."),
    "too_small": _("%(given)s is too small: the least is %(min)s."),
    "too_large": _("%(given)s is too large: the most is %(max)s."),
    "off_step": _("%(given)s does not fit: count in steps of %(step)s."),
    "unknown_choice": _("This choice is not in the list any more. Choose again."),
    "too_few": _("Only %(given)s given: at least %(min)s are needed."),
    "too_many": _("%(given)s is too many: at most %(max)s."),
    "not_date": _("“%(given)s” is not a date. Write it as year-month-day, for example 2026-01-31."),
    "not_time": _("“%(given)s” is not a time. Write it as hours:minutes, for example 14:05."),
    "not_datetime": _("“%(given)s” is not a date and time. Choose both the day and the time."),
    "not_yes_no": _("Please choose Yes or No."),
    "not_count": _("“%(given)s” is not a count. Write a whole number, 0 or more."),
    "wrong_shape": _("This answer could not be read. Please enter it again."),
    "not_on_earth": _("These coordinates are not on the map. Choose the place again."),
    "unknown_place": _("This place is not in your list any more. Choose another, or write where it was."),
    "unknown_worker": _("This worker is not in your organization any more. Choose again."),
    "unknown_person": _(
        "This person cannot be named here: consent is missing or has ended. Choose again, or leave empty."
    ),
    "unknown_field": _("The form has no such question. Reload the page and try again."),
}

DEFINITIONS: dict[str, str | Promise] = {
    "not_an_object": _("An object with named properties is expected here."),
    "not_a_list": _("A list is expected here."),
    "not_text": _("Short text is expected here."),
    "not_a_number": _("A number is expected here."),
    "not_a_truth": _("true or false is expected here."),
    "missing": _("This is missing."),
    "language_version": _("Write \"language\": %(wanted)s, the version of the form language."),
    "code_unreadable": _("“%(given)s” cannot be a code: begin with a small letter, then letters, digits and _ (in a form's own code, -)."),
    "code_twice": _("The code “%(given)s” is used twice. Give each its own."),
    "words_missing": _("Words in both languages are needed: {\"en\": …, \"fr\": …}."),
    "language_missing": _("The words in one language (%(language)s) are missing."),
    "text_too_long": _("This text is too long: at most %(most)s characters."),
    "no_fields": _("A form needs at least one field."),
    "too_many_fields": _("Too many fields: at most %(most)s in a form."),
    "groups_too_deep": _("Groups inside groups: at most %(most)s deep."),
    "type_unknown": _("There is no field type “%(given)s”."),
    "choices_missing": _("This field needs at least one choice."),
    "choices_not_taken": _("A field of type %(type)s takes no choices."),
    "too_many_choices": _("Too many choices: at most %(most)s."),
    "list_unknown": _("There is no published code list “%(given)s”."),
    "not_for_type": _("A field of type %(type)s does not take this."),
    "limits_crossed": _("The most (%(max)s) is under the least (%(min)s)."),
    "step_not_positive": _("A step must be more than 0."),
    "constraint_needs_message": _("A constraint and its message go together: write both."),
    "fills_unknown": _("There is no standard column “%(given)s”."),
    "fills_other_type": _("A field of type %(type)s cannot fill the column “%(given)s”."),
    "fills_in_repeat": _("A question that is asked several times cannot fill the column “%(given)s”."),
    "repeat_in_repeat": _("A part that is asked several times cannot hold another one."),
    "fills_twice": _("Two fields fill the column “%(given)s”. Keep one."),
    "field_unknown": _("The expression reads “%(given)s”, which is not a question of this form."),
    "circle": _("These fields depend on one another in a circle: %(codes)s."),
    "property_unknown": _("There is no property “%(given)s” here."),
    "expression_too_large": _("The expression is too large: at most %(depth)s levels and %(nodes)s parts."),
    "operator_unknown": _("There is no operator “%(operator)s”."),
    "operator_arguments": _("“%(operator)s” takes %(fewest)s to %(most)s values; %(given)s were given."),
    "expression_unreadable": _("This is not an expression of the form language."),
    "buttons_missing": _("A home screen has 1 to %(most)s buttons."),
    "action_unknown": _("A button's action is one of these: %(actions)s."),
    "form_unknown": _("There is no published form “%(given)s”."),
    "url_unsafe": _("“%(given)s” is not a safe address: begin with https:// or /."),
    "number_unreadable": _("“%(given)s” is not a telephone number."),
    "type_changed": _("The field “%(given)s” was of type %(before)s in a published version and cannot become %(after)s. Give the new field another code."),
    "rule_reads_missing": _("The result rule “%(rule)s” reads the question “%(given)s”, which this draft asks no more. Put the question back: without it there is no result."),
    "rule_broken": _("The result rule “%(rule)s” could not be worked out any more. %(why)s Put back what it reads."),
    "code_changed": _("The code of a published definition cannot change from “%(before)s” to “%(after)s”."),
}  # fmt: skip

IN_LANGUAGE: dict[str, str | Promise] = {
    "en": _("The words in English are missing."),
    "fr": _("The words in French are missing."),
}


def answer_message(problem: AnswerProblem, *, field: Field | None = None) -> str:
    """What is wrong with an answer, and what to do."""
    if problem.code == "constraint" and field is not None and field.constraint_message is not None:
        return field.constraint_message.in_language(get_language())
    return str(ANSWERS.get(problem.code, ANSWERS["wrong_shape"])) % _shown(problem.values)


def definition_message(problem: DefinitionProblem) -> str:
    """What is wrong with a definition, after its path."""
    return f"{problem.path or '.'}: {problem_message(problem)}"


def problem_message(problem: DefinitionProblem) -> str:
    """What is wrong with a definition, where the page itself says where."""
    if problem.code.startswith("answer_"):
        return answer_message(AnswerProblem(problem.code.removeprefix("answer_"), problem.values))
    if problem.code == "language_missing":
        return str(IN_LANGUAGE[str(problem.values["language"])])
    return str(DEFINITIONS[problem.code]) % dict(problem.values)


def _shown(values: Mapping[str, object]) -> dict[str, object]:
    """Numbers as the reader's language writes them."""
    return {
        name: formats.localize(value) if isinstance(value, int | float) else value for name, value in values.items()
    }

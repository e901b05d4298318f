"""What other rooms may call. See README.md for the way from a page to checked answers."""

from tuque.forms.binding import BoundForm, Offers, Option, bind, defaults_of
from tuque.forms.fhir.resource import questionnaire
from tuque.forms.language import (
    AnswerProblem,
    Checked,
    Choice,
    Field,
    Form,
    Known,
    Words,
    check_answers,
    named_in,
    standard_values,
)
from tuque.forms.language.screens import Button, Screen
from tuque.forms.models import Definition, Version
from tuque.forms.openrosa.answers import Sent, answers_from
from tuque.forms.openrosa.submission import Submission, SubmissionUnreadable, read_submission
from tuque.forms.openrosa.xform import XForm, make_xform
from tuque.forms.paging import Pages
from tuque.forms.permissions import LeadsNoTeam, can_configure, led_teams
from tuque.forms.portal.plugs import Touch, add_feeler, describe_reports, draw_screens_with
from tuque.forms.posting import add_or_remove_row, mark_of, mark_of_name, read_post, searched_in
from tuque.forms.selectors import (
    PublishedForm,
    find_screen,
    find_screen_address,
    get_form,
    get_form_as_named,
    get_form_lately,
    get_form_of_id,
    get_form_of_organization,
    get_form_of_version,
    list_forms,
    name_of,
    published,
)
from tuque.forms.starter import install as install_starter
from tuque.forms.wording import answer_message

__all__ = [
    "AnswerProblem",
    "BoundForm",
    "Button",
    "Checked",
    "Choice",
    "Definition",
    "Field",
    "Form",
    "Known",
    "LeadsNoTeam",
    "Offers",
    "Option",
    "Pages",
    "PublishedForm",
    "Screen",
    "Sent",
    "Submission",
    "SubmissionUnreadable",
    "Touch",
    "Version",
    "Words",
    "XForm",
    "add_feeler",
    "add_or_remove_row",
    "answer_message",
    "answers_from",
    "bind",
    "can_configure",
    "check_answers",
    "defaults_of",
    "describe_reports",
    "draw_screens_with",
    "find_screen",
    "find_screen_address",
    "get_form",
    "get_form_as_named",
    "get_form_lately",
    "get_form_of_id",
    "get_form_of_organization",
    "get_form_of_version",
    "install_starter",
    "led_teams",
    "list_forms",
    "make_xform",
    "mark_of",
    "mark_of_name",
    "name_of",
    "named_in",
    "published",
    "questionnaire",
    "read_post",
    "read_submission",
    "searched_in",
    "standard_values",
]

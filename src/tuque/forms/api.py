"""What other rooms may call. See README.md for the way from a page to checked answers."""

from tuque.forms.binding import BoundForm, Offers, Option, bind
from tuque.forms.language import (
    AnswerProblem,
    Checked,
    Choice,
    Field,
    Form,
    Known,
    Words,
    check_answers,
    standard_values,
)
from tuque.forms.language.screens import Button, Screen
from tuque.forms.models import Definition, Version
from tuque.forms.posting import read_post, searched_in
from tuque.forms.selectors import (
    PublishedForm,
    find_screen,
    get_form,
    get_form_lately,
    get_form_of_version,
    list_forms,
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
    "Offers",
    "Option",
    "PublishedForm",
    "Screen",
    "Version",
    "Words",
    "answer_message",
    "bind",
    "check_answers",
    "find_screen",
    "get_form",
    "get_form_lately",
    "get_form_of_version",
    "install_starter",
    "list_forms",
    "read_post",
    "searched_in",
    "standard_values",
]

"""The form language: what a form says, and whether answers are good. Pure: no Django, no clock, no database.

The browser reads the same language in `frontend/lib/forms`; `forms/vectors/*.json` hold the two together.
"""

from tuque.forms.language.answers import (
    AnswerProblem,
    Checked,
    Known,
    check_answers,
    named_in,
    row_path,
    standard_values,
)
from tuque.forms.language.definition import Choice, Field, Form, Words
from tuque.forms.language.expressions import Expression, Value, evaluate
from tuque.forms.language.reading import DefinitionProblem, read_definition
from tuque.forms.language.results import Result, Rules, judge, read_rules

__all__ = [
    "AnswerProblem",
    "Checked",
    "Choice",
    "DefinitionProblem",
    "Expression",
    "Field",
    "Form",
    "Known",
    "Result",
    "Rules",
    "Value",
    "Words",
    "check_answers",
    "evaluate",
    "judge",
    "named_in",
    "read_definition",
    "read_rules",
    "row_path",
    "standard_values",
]

"""What other rooms may call: the decision, the terms it takes, and its words."""

from tuque.agreements.codes import PERSONAL, DataClass, Purpose
from tuque.agreements.decision import Consent, Decision, Record, Refusal, Terms, Viewer, decide
from tuque.agreements.selectors import (
    givers_to,
    list_partners,
    names_of,
    partners_with,
    purposes_open_to,
    terms_between,
    terms_for_reader,
    titles_of,
)
from tuque.agreements.walls import SHARED
from tuque.agreements.words import WHY_NOT, decision_in_words, describe_own_rules, describe_types

__all__ = [
    "PERSONAL",
    "SHARED",
    "WHY_NOT",
    "Consent",
    "DataClass",
    "Decision",
    "Purpose",
    "Record",
    "Refusal",
    "Terms",
    "Viewer",
    "decide",
    "decision_in_words",
    "describe_own_rules",
    "describe_types",
    "givers_to",
    "list_partners",
    "names_of",
    "partners_with",
    "purposes_open_to",
    "terms_between",
    "terms_for_reader",
    "titles_of",
]

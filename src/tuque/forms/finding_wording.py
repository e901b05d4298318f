"""What was found in a file that is imported, in the reader's language: what is wrong, and the mend."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuque.forms.xlsform.findings import Finding

FINDINGS: dict[str, str | Promise] = {
    "file_too_large": _("The file is larger than %(most)s MB. Leave out pictures and sheets that the form does not need."),
    "not_a_workbook": _("This is not a form that can be read. Save it as .xlsx, .xls or an ODK XForm (.xml)."),
    "broken_workbook": _("The file is damaged, or is not what its name says. Open it in a spreadsheet and save it again as .xlsx."),
    "unpacks_too_large": _("Unpacked, the file is larger than %(most)s MB. Copy the rows in use to a new workbook."),
    "has_password": _("The file is locked by a password. Save it without one."),
    "has_macros": _("The file carries macros. Save it as .xlsx, without them."),
    "has_entities": _("The file declares entities (DOCTYPE), which a form never needs and which can harm. Remove the declaration."),
    "not_utf8": _("The text is not UTF-8. Save it as UTF-8, or as .xlsx."),
    "not_an_xform": _("This XML is not an ODK XForm. Export the form again, or use its spreadsheet."),
    "nested_too_deeply": _("The file nests more than %(most)s levels deep. No form needs so many."),
    "too_many_parts": _("The file has more than %(most)s parts. Shorten its lists, or split the form."),
    "too_tangled": _("The expressions lean on one another too many times over. Simplify the calculations."),
    "no_survey": _("There is no sheet “survey”. Give that name to the sheet with the questions."),
    "no_type_column": _("The sheet has no column “type”. Write the headers in the first row: type, name, label."),
    "too_many_rows": _("The sheet has more than %(most)s rows. Shorten the list, or split the form."),
    "too_many_questions": _("The form has more than %(most)s questions. Split it."),
    "cell_too_long": _("The cell holds more than %(most)s characters. Shorten it."),
    "formula_reaches_out": _("The formula reaches outside the file. Write its value instead."),
    "formula_without_value": _("The formula has no value. Write the value, or open the file in a spreadsheet and save it again."),
    "column_twice": _("This column and the one at %(other)s say the same thing. Keep one."),
    "type_missing": _("The row has a name and no type. Write a type, or remove the name."),
    "type_unknown": _("There is no such question type. See docs/reference/xlsform.md for those that are known."),
    "include": _("The form includes another file. Copy that file's rows here instead."),
    "name_missing": _("The question or group has no name. Write one: letters, digits and _."),
    "name_unusable": _("This cannot be a name: begin with a letter, then letters, digits, _, - or a full stop, without spaces."),
    "name_twice": _("The same name is at %(other)s. Give each its own, or import again with the repair (--repair), which adds a number."),
    "choice_twice": _("The list “%(list)s” has the same name at %(other)s. Give each choice its own, or import again with the repair (--repair), which adds a number."),
    "choice_without_name": _("A choice of the list “%(list)s” has no name. Write one."),
    "list_missing": _("There is no list “%(list)s” in the sheet “choices”. Add its choices there, or mend the name."),
    "begin_without_end": _("The group is never closed. Add a row “end group” or “end repeat”."),
    "end_without_begin": _("Nothing of this kind is open here. Remove the row, or put it after what it should close."),
    "groups_too_deep": _("Groups inside groups: at most %(most)s deep. Bring this one out."),
    "calculation_missing": _("There is nothing to calculate. Write the calculation, or remove the row."),
    "expression_broken": _("The expression cannot be read from “%(at)s” on. Check its brackets, quotes and operators."),
    "field_unknown": _("The expression reads “%(name)s”, which is not a question of this form. Mend the name."),
    "function_unknown": _("There is no function “%(name)s”. See docs/reference/xlsform.md for those that are known."),
    "active_content": _("The text carries a program (script, drawing, or an action in a tag). Write plain words."),
    "media_elsewhere": _("The picture or sound is at an address elsewhere. Name a file that travels with the form."),
    "own_unreadable": _("The column “tuque” cannot be read. Leave its cells as they were exported, or empty them."),
    "nothing_to_show": _("Nothing in this form can be shown: it needs at least one question of a type that is shown."),
    "renamed": _("Renamed to “%(name)s”. What reads the old name reads the first."),
    "choice_left_out": _("The choice was there twice with the same words: the second is left out."),
    "type_kept": _("Questions of this type are kept, not shown."),
    "too_many_choices": _("The list has more than %(most)s choices: the question is kept, not shown."),
    "choices_of_answers": _("Choices that come from answers are kept: the question is not shown."),
    "choice_once": _("The list has this name more than once: only the first is offered, the others are kept."),
    "choice_filter_kept": _("The filter is kept, not applied: every choice is offered."),
    "trigger_kept": _("What is calculated on a trigger is kept, not calculated."),
    "repeat_once": _("The repeated group stands in another one, or asks nothing: it is asked once, and the repetition is kept."),
    "repeat_count_kept": _("The number of repetitions uses %(what)s: it is kept, and as many as wanted can be added."),
    "relevant_kept": _("The condition uses %(what)s: it is kept, not applied, and the question is always shown."),
    "required_kept": _("The condition uses %(what)s: it is kept, not applied, and no answer is required."),
    "constraint_kept": _("The constraint uses %(what)s: it is kept, not applied."),
    "calculation_kept": _("The calculation uses %(what)s: it is kept, not calculated."),
    "default_kept": _("The default is computed, or does not fit the question: it is kept, not offered."),
}  # fmt: skip


def finding_message(finding: Finding) -> str:
    """`survey, B12 “age?”: what is wrong, and the mend`."""
    where = ", ".join(part for part in (finding.sheet, finding.cell) if part)
    value = f"“{finding.value}”" if finding.value else ""
    said = str(FINDINGS[finding.code]) % dict(finding.values)
    before = " ".join(part for part in (where, value) if part)
    return f"{before}: {said}" if before else said

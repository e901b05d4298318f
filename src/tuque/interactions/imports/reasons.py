"""Why a file, a mapping, a row or a value is not taken, in words: what is wrong, then what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuque.core import table_reasons
from tuque.core.problems import Problem

FILE = table_reasons.FILE
MAPPING: Mapping[str, str | Promise] = {
    "mapping_unreadable": gettext_lazy("The mapping file cannot be read (%(detail)s). Check its path."),
    "mapping_not_toml": gettext_lazy("The mapping is not written as TOML should be: %(detail)s."),
    "section_unknown": gettext_lazy(
        "The mapping has a section “%(name)s”, which means nothing here. Those known: %(known)s."
    ),
    "section_not_table": gettext_lazy("In the mapping, “%(name)s” must be a section with names and values."),
    "name_wrong": gettext_lazy(
        'The mapping\'s name is “%(value)s”. Give it one in small letters, digits and hyphens, such as name = "city-calls".'
    ),
    "columns_wrong": gettext_lazy("In the mapping, “%(name)s” must be a column's heading or a list of headings."),
    "choice_wrong": gettext_lazy("In the mapping, %(name)s is “%(value)s”. Write one of: %(allowed)s."),
    "zone_unknown": gettext_lazy("The time zone “%(value)s” is not known. Write one such as America/Winnipeg."),
    "pattern_wrong": gettext_lazy("The pattern “%(value)s” cannot be used: %(detail)s."),
    "pattern_without_groups": gettext_lazy(
        "The pattern that splits “%(name)s” names no part. Write (?P<part>…) around each part to keep."
    ),
    "territory_wrong": gettext_lazy(
        "The territory needs west, south, east and north, in degrees, west before east and south before north."
    ),
    "period_wrong": gettext_lazy(
        'In the mapping, “when” needs a year and a month column, or a period of two dates such as ["2016-01-01", "2017-01-01"].'
    ),
    "field_unknown": gettext_lazy("The mapping fills “%(name)s”, which does not exist. Those that do: %(known)s."),
    "no_date": gettext_lazy(
        "The mapping names no column for occurred_at, when it happened. The log cannot take a row without a date; counts without dates belong on a map of areas, not in the log."
    ),
    "no_type": gettext_lazy(
        "The mapping names no column for type_code, what kind of event it was. Name one, or give a constant."
    ),
    "half_position": gettext_lazy("The mapping names a column for longitude or latitude, but not both."),
    "columns_missing": gettext_lazy(
        "The file has no column “%(names)s”, which the mapping names. Its columns are: %(known)s."
    ),
    "code_wrong": gettext_lazy(
        "For %(field)s the mapping gives “%(value)s”, which does not exist. Those that do: %(known)s."
    ),
    "codes_missing": gettext_lazy(
        "The mapping takes %(name)s from a column, but does not say which text means which code: add a section codes.%(name)s."
    ),
    "layer_unknown": gettext_lazy(
        "There is no layer of areas with the code “%(value)s”. Import it first: tuque import areas."
    ),
}
VALUE: Mapping[str, str | Promise] = {
    **table_reasons.ROW,
    "date_missing": gettext_lazy("The date is missing."),
    "date_unreadable": gettext_lazy("“%(value)s” cannot be read as a date."),
    "date_impossible": gettext_lazy("“%(value)s” is not a day of the calendar. Is the day before the month?"),
    "time_impossible": gettext_lazy("“%(value)s” holds a time that no clock shows."),
    "year_short": gettext_lazy("“%(value)s” has a year of two digits: write all four."),
    "date_to_come": gettext_lazy("“%(value)s” is still to come. Check the year, the day and the month."),
    "date_far": gettext_lazy("“%(value)s” is before 1900 or after 2200."),
    "not_a_number": gettext_lazy("“%(value)s” is not a number."),
    "number_out_of_range": gettext_lazy("%(value)s is out of range."),
    "position_half": gettext_lazy("Only one of longitude and latitude is there (%(value)s)."),
    "coordinates_swapped": gettext_lazy("Longitude and latitude seem to be exchanged (%(value)s)."),
    "not_on_earth": gettext_lazy(
        "%(value)s is not a place on Earth: longitude is between −180 and 180, latitude between −90 and 90."
    ),
    "type_missing": gettext_lazy("What kind of event it was is missing."),
    "key_empty": gettext_lazy("The columns that make the row unique are empty (%(value)s)."),
    "key_twice": gettext_lazy(
        "The file has two different rows with the same key (%(value)s). The first one was taken. Correct the file, or choose other columns as what makes a row unique."
    ),
    "count_wrong": gettext_lazy("“%(value)s” is not a count between 1 and 10,000."),
}
FLAG: Mapping[str, str | Promise] = {
    "out_of_area": gettext_lazy("Outside of the source's own territory"),
    "no_area": gettext_lazy("Outside of every area of the boundaries"),
    "area_unknown": gettext_lazy("The area is not in the layer"),
    "place_unknown": gettext_lazy("The place is not among the known places"),
    "code_unknown": gettext_lazy("A code that the mapping does not know"),
    "formula": gettext_lazy(
        "A text that a spreadsheet would take for a formula: kept as written, and sent out as text"
    ),
    "clock_gap": gettext_lazy("A time that the clocks jumped over in spring"),
    "position_zero": gettext_lazy("Position at 0, 0: taken as unknown"),
    "encoding_mixed": gettext_lazy("In another encoding than the rest: look whether its accents are right"),
    "month_only": gettext_lazy("Only the month is known: the day shown stands for it"),
    "period_only": gettext_lazy("Only the period is known: the day shown stands for it"),
}


def value_message(code: str, value: str) -> str:
    return str(VALUE[code]) % {"value": value}


@dataclass
class ImportRefused(Problem):
    """The file or its mapping cannot be used; nothing was written."""

    code = "interactions.import_refused"
    status = 422
    reason: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def message(self) -> str:
        words = FILE.get(self.reason) or MAPPING.get(self.reason)
        if words is None:
            return _("The file cannot be imported.")
        return str(words) % self.values

"""Why a table in text, or a row of it, cannot be read, in words: what is wrong, then what to do. The codes are `reading_tables`'s."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

FILE: Mapping[str, str | Promise] = {
    "gzip_truncated": gettext_lazy(
        "The file stops in the middle: it was not copied or downloaded entirely. Fetch it again."
    ),
    "gzip_broken": gettext_lazy("The compressed file is damaged. Fetch it again."),
    "too_large_inside": gettext_lazy(
        "Once unpacked, this file is larger than 4 GB: nothing was read. Cut it in parts, by month for example."
    ),
    "file_empty": gettext_lazy("The file is empty. Choose the file that holds the rows."),
    "not_a_table": gettext_lazy(
        "This is not a table in text (it looks like: %(kind)s). Save it as CSV from your spreadsheet or system, then import that file."
    ),
    "one_column": gettext_lazy(
        "Only one column was found (“%(column)s”). Choose the separator of the file: comma, semicolon, tab or bar."
    ),
    "too_many_columns": gettext_lazy(
        "The first line has %(columns)s columns or more; at most %(most)s are read. Keep those that you want to import, then try again."
    ),
}
ROW: Mapping[str, str | Promise] = {
    "nul": gettext_lazy("The line holds a zero byte, which no text has. It may be damaged."),
    "encoding": gettext_lazy(
        "The line is not written in %(value)s, the encoding set for this file. Save the whole file in one encoding, or let it be found."
    ),
    "line_too_long": gettext_lazy("The line is longer than a million characters."),
    "quotes_broken": gettext_lazy("The quotation marks of this row cannot be followed."),
    "quotes_unclosed": gettext_lazy(
        "A quotation mark opens and is never closed: lines %(value)s were taken for one value."
    ),
    "wrong_width": gettext_lazy("The row does not have as many values as there are headings (%(value)s)."),
}

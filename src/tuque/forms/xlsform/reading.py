"""A file as a form: whichever of the spreadsheet or XML it is."""

from tuque.forms.xlsform import xforms
from tuque.forms.xlsform.findings import Finding, Unreadable
from tuque.forms.xlsform.sheets import MAX_BYTES, Book, read_sheets
from tuque.forms.xlsform.survey import repair
from tuque.forms.xlsform.translating import Translation, translate


def read_form(data: bytes, *, name: str, language: str = "en", mend: bool = False) -> Translation:
    """The form in a file called `name`; `mend` gives repeated names a number. Raises Unreadable."""
    try:
        book = read_book(data, name=name)
        done: list[Finding] = []
        if mend:
            book, done = repair(book)
        found = translate(book, name=name.rsplit(".", 1)[0], language=language)
    except RecursionError:
        raise Unreadable("too_tangled") from None
    found.findings[:0] = done
    return found


def read_book(data: bytes, *, name: str) -> Book:
    if len(data) > MAX_BYTES:
        raise Unreadable("file_too_large", most=MAX_BYTES // 1024 // 1024)
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return xforms.read_xform(data)
    return read_sheets(data, name)

"""XLSForm and ODK XForms in and out. Pure: bytes in, the form's JSON and what was found out; no Django, no database.

    read_file(data, name) -> a book: sheet -> rows of cells, the headers first    (sheets, xforms)
    translate(book) -> the form's JSON, and findings, each with its cell          (survey, xpath, translating)
    write_book(body) -> a book; book_to_xlsx(book) -> bytes                       (writing)

What Tuque cannot show stays in the form's property `xlsform`, the book as it was read, and travels back out.
"""

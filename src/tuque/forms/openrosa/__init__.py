"""Our forms as XForms for OpenRosa clients (ODK Collect, Enketo), and what those send back. Pure: no Django, no database.

    shape(body) -> the same questions in types that an XForm has     (shaping, expressions)
    make_xform(body, ...) -> the XForm                               (xform)
    read_submission(data) -> what a client sent                      (submission)
    answers_from(form, submission) -> answers as our pages give them (answers)

The protocol itself, addresses and sign-in, is in the room `releases`.
"""

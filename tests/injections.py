"""Three hundred texts that try to become something else than text, where a page, a link, a style or a table shows them.

Our own list: ways out of where a text stands, times what would then run. Each tries to set `window.ran`, or to open a
dialog; short enough for the shortest field for names (120 characters).
"""

# What closes the place where a text was written: an element, an attribute, a comment, a script, a style, a title.
WAYS_OUT = [
    "",
    '">',
    "'>",
    "-->",
    "]]>",
    "</title>",
    "</textarea>",
    "</script>",
    "</style>",
    "`>",
    "\u201c>",
    "&quot;>",
]

RUNS = [
    "<script>window.ran=1</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<script src=data:,window.ran=1></script>",
    "<img src=x onerror=window.ran=1>",
    '<img/src="x"/onerror=alert(1)>',
    "<svg onload=window.ran=1>",
    "<svg><script>window.ran=1</script></svg>",
    "<svg><animate onbegin=window.ran=1 attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:window.ran=1><text y=20>x</text></a>",
    "<math><mtext><style><img src=x onerror=window.ran=1></style>",
    "<body onload=window.ran=1>",
    "<details open ontoggle=window.ran=1>x</details>",
    "<video><source onerror=window.ran=1></video>",
    "<audio src=x onerror=window.ran=1>",
    "<input autofocus onfocus=window.ran=1>",
    "<iframe srcdoc='<script>top.ran=1</script>'></iframe>",
    "<iframe src=javascript:top.ran=1></iframe>",
    "<object data=javascript:window.ran=1></object>",
    "<embed src=javascript:window.ran=1>",
    "<form action=javascript:window.ran=1><button autofocus>x</button></form>",
    "<meta http-equiv=refresh content='0;url=javascript:window.ran=1'>",
    "<base href=//elsewhere.example/>",
]

IN_ATTRIBUTES = [
    f"{quote}{space}{event}=window.ran=1{space}x={quote}"
    for quote in ('"', "'", "")
    for space in (" ", "/")
    for event in ("onmouseover", "onfocus", "hx-on:load")
]

ADDRESSES = [
    "javascript:window.ran=1",
    "JaVaScRiPt:window.ran=1",
    " javascript:window.ran=1",
    "java\tscript:window.ran=1",
    "javascript&colon;window.ran=1",
    "&#106;avascript:window.ran=1",
    "data:text/html,<script>top.ran=1</script>",
    "vbscript:MsgBox(1)",
    "//elsewhere.example/x.js",
    "\\\\elsewhere.example\\x",
]

TEMPLATES = [
    "{{ 7|add:7 }}{{ settings.SECRET_KEY }}",
    "{% debug %}",
    "{% load static %}{% static 'x' %}",
    "{% csrf_token %}",
    "${window.ran=1}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{{constructor.constructor('window.ran=1')()}}",
    "%(name)s %s %n %99999d",
    "{0.__class__} {name!r}",
]

STYLES = [
    "</style><style>*{background:url(//elsewhere.example/x)}",
    '" style="position:fixed;inset:0;background:red',
    "x:expression(window.ran=1)",
    "@import '//elsewhere.example/x.css';",
    "}*{display:none}",
]

LETTERS = [
    "\u202egnp.exe\u202c",
    "\ufeff<script>window.ran=1</script>",
    "\uff1cscript\uff1ewindow.ran=1\uff1c/script\uff1e",
    "<scr\u200bipt>window.ran=1</scr\u200bipt>",
    "\u2028window.ran=1\u2029",
    "+ADw-script+AD4-window.ran=1+ADw-/script+AD4-",
    "&lt;script&gt;window.ran=1&lt;/script&gt;",
    "%3Cscript%3Ewindow.ran=1%3C/script%3E",
    "\\u003cscript\\u003ewindow.ran=1\\u003c/script\\u003e",
    "\U000e0041\U000e0042<b>x</b>",
]

FORMULAS = [
    '=HYPERLINK("http://elsewhere.example","x")',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "'=1+1",
]

INJECTIONS = list(
    dict.fromkeys(
        [
            *[way + run for run in RUNS for way in WAYS_OUT][: 300 - 59],
            *[*IN_ATTRIBUTES, *ADDRESSES, *TEMPLATES, *STYLES, *LETTERS, *FORMULAS],
        ]
    )
)


def elsewhere_than_notes(text: str, number: int, *, partner: str) -> tuple[str, str, dict[str, object]]:
    """Who sends `text` where else than in a note, and with what: each number its own form, in turn.

    `partner` is the public id of another organization.
    """
    forms: list[tuple[str, str, dict[str, object]]] = [
        ("dana", "/teams", {"name_en": text, "name_fr": text}),
        (
            "dana",
            "/workers/invite",
            {
                "name": text,
                "email": f"someone-{number}@downtown.example",
                "language": "en",
                "roles": ["field_worker"],
                "team": "",
            },
        ),
        ("dana", "/places/add", {"name": text, "where.lon": "-97.1", "where.lat": "49.9"}),
        (
            "dana",
            "/reports/costs",
            {
                "code": f"cost-{number}",
                "name_en": text,
                "name_fr": text,
                "amount": "10",
                "unit": "hour",
                "minutes_per_interaction": "45",
                "applies_to": ["conflict"],
                "year": "2025",
                "source": text,
            },
        ),
        ("dana", "/tokens/", {"name": text, "scopes": ["reference:read"], "days": "30"}),
        (
            "dana",
            "/agreements/new",
            {
                "title_en": text,
                "title_fr": text,
                "partners": [partner],
                "starts_on": "2030-01-01",
                "ends_on": "2030-12-31",
            },
        ),
        (
            "noor",
            "/people/add",
            {"name": text, "someone_else": "on", "consent_language": "en", "means": "spoken", "agreed": "on"},
        ),
    ]
    return forms[number % len(forms)]


def log_of(texts: list[str]) -> bytes:
    """A log to import, where each text stands in every column of words."""
    rows = ["id,date,type,place,note"]
    for number, text in enumerate(texts):
        quoted = '"' + text.replace('"', '""') + '"'
        rows.append(f"{number},2026-01-{number % 28 + 1:02d} 12:00:00,{quoted},{quoted},{quoted}")
    return "\n".join(rows).encode()

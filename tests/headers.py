"""What every answer of the site must say to a browser, whoever asked."""

from collections.abc import Iterator, Mapping

from django.http import HttpResponse

SAME_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}
# Stricter than the rest: from these pages no address at all is told to the next one.
STRICTER = {"Referrer-Policy": "no-referrer"}
# Boundaries of areas are public, and static files are the same for everyone. What was found for someone is kept for some
# minutes by their own browser, so that going back from a service shows it again. The rest is kept by nobody.
MAY_BE_KEPT = {"geo:layer", "data:home", "finder:find", "finder:themed", "finder:embedded", "directory:finder-preview"}
# What pages of other sites may load: a finder, by the sites that it names in its policy, and the script that gives it its height.
FOR_OTHER_SITES = {
    "finder:embedded": {"X-Frame-Options": None},
    "web:finder-embed": {"Cross-Origin-Resource-Policy": "cross-origin"},
}
NONE: Mapping[str, str | None] = {}


def faults(
    response: HttpResponse, *, may_be_kept: bool = False, others: Mapping[str, str | None] = NONE
) -> Iterator[str]:
    for name, value in SAME_EVERYWHERE.items():
        if response.headers.get(name) not in {value, STRICTER.get(name, value), others.get(name, value)}:
            yield f"{name} is {response.headers.get(name)!r}"
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy or "*" in policy:
        yield f"Content-Security-Policy is {policy!r}"
    if not response.headers.get("Permissions-Policy"):
        yield "Permissions-Policy is missing"
    kept = response.headers.get("Cache-Control", "")
    if "no-store" not in kept and not (may_be_kept and kept):
        yield f"Cache-Control is {kept!r}"


def faults_of(name: str, response: HttpResponse) -> list[str]:
    """Those of an answer of the address that bears this name."""
    return list(faults(response, may_be_kept=name in MAY_BE_KEPT, others=FOR_OTHER_SITES.get(name, NONE)))

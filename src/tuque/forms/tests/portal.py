"""What the tests of the portal press and read."""

from html.parser import HTMLParser

from django.urls import reverse

from tuque.forms.models import Definition
from tuque.forms.portal import parts, services


def the(cast, kind, code, team=None):
    return Definition.objects.get(organization=cast.downtown, kind=kind, code=code, team=team)


def publish(client, definition):
    """As the page sends it: with the mark of the draft that was looked at."""
    mark = parts.seen(services.body_to_edit(definition))
    return client.post(page_of(definition, "forms:publish"), {"seen": mark})


def page_of(definition, name="forms:shaped", *more):
    return reverse(name, args=[definition.public_id, *more])


def posted_by(page):
    """What a browser without scripts sends from the first form of the portal's page."""

    class Reading(HTMLParser):
        def __init__(self):
            super().__init__()
            self.sent, self.inside, self.select, self.area = [], False, None, None

        def handle_starttag(self, tag, attrs):
            at = dict(attrs)
            if tag == "form" and (at.get("id") == "part-form" or "enctype" in at):
                self.inside = True
            if not self.inside or ("name" not in at and tag != "option"):
                return
            if tag == "input" and (at.get("type") not in {"checkbox", "radio", "file"} or "checked" in at):
                self.sent.append((at["name"], at.get("value", "")))
            elif tag == "select":
                self.select = [at["name"], None]
            elif tag == "option" and self.select and ("selected" in at or self.select[1] is None):
                self.select[1] = at.get("value", "")
            elif tag == "textarea":
                self.area = [at["name"], ""]

        def handle_data(self, data):
            if self.area:
                self.area[1] += data

        def handle_endtag(self, tag):
            if tag == "select" and self.select:
                self.sent.append(tuple(self.select))
                self.select = None
            elif tag == "textarea" and self.area:
                self.sent.append(tuple(self.area))
                self.area = None
            elif tag == "form":
                self.inside = False

    reading = Reading()
    reading.feed(page.content.decode())
    sent: dict[str, list[str]] = {}
    for name, value in reading.sent:
        sent.setdefault(name, []).append(value or "")
    return sent

"""An OpenRosa client built on the published protocol alone, as ODK Collect behaves: it asks, is challenged, answers the
challenge (RFC 7616), reads the list, takes a blank form, fills it, and sends it with its pictures."""

import hashlib
import re
import secrets
from copy import deepcopy
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import UUID, uuid4
from xml.etree.ElementTree import Element, tostring

from defusedxml.ElementTree import fromstring
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

LIST = "{http://openrosa.org/xforms/xformsList}"
XFORMS = "{http://www.w3.org/2002/xforms}"


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@dataclass
class Collect:
    username: str
    password: str
    http: Client = field(default_factory=lambda: Client(headers={"X-OpenRosa-Version": "1.0"}))
    challenge: dict[str, str] = field(default_factory=dict)
    uses: int = 0

    def send(self, method, address, **body):
        """A request, signed; asked again once when the server says that its number is too old."""
        for _attempt in range(2):
            headers = {"Authorization": self.signed(method, address)} if self.challenge else {}
            answer = getattr(self.http, method.lower())(address, headers=headers, **body)
            if answer.status_code != 401:
                return answer
            first = not self.challenge
            self.challenge = dict(re.findall(r'(\w+)="?([^",]+)"?', answer["WWW-Authenticate"]))
            self.uses = 0
            for file in [
                one for many in body.get("data", {}).values() for one in (many if isinstance(many, list) else [many])
            ]:
                if hasattr(file, "seek"):
                    file.seek(0)
            if not first and self.challenge.get("stale") != "true":
                return answer
        return answer

    def signed(self, method, uri):
        self.uses += 1
        count, own, given = f"{self.uses:08x}", secrets.token_hex(8), self.challenge
        secret = md5(f"{self.username}:{given['realm']}:{self.password}")
        response = md5(f"{secret}:{given['nonce']}:{count}:{own}:auth:" + md5(f"{method}:{uri}"))
        return (
            f'Digest username="{self.username}", realm="{given["realm"]}", nonce="{given["nonce"]}", uri="{uri}", '
            f'response="{response}", qop=auth, nc={count}, cnonce="{own}", algorithm=MD5'
        )

    def forms(self):
        """Code -> what the list says of the form."""
        answer = self.send("GET", "/openrosa/formList")
        assert answer.status_code == 200, answer.content
        return {
            one.findtext(f"{LIST}formID"): {part.tag.removeprefix(LIST): part.text for part in one}
            for one in fromstring(answer.content)
        }

    def blank(self, listed):
        answer = self.send("GET", urlsplit(listed["downloadUrl"]).path)
        assert answer.status_code == 200, answer.content
        assert listed["hash"] == "md5:" + hashlib.md5(answer.content, usedforsecurity=False).hexdigest()
        return answer.content

    def fill(self, blank, instance: UUID | str | None = None, **answers):
        """The form's own instance with these answers; what is not answered stays as the form has it."""
        model = fromstring(blank).find(f".//{XFORMS}model")
        filled: Element = model.find(f"{XFORMS}instance")[0]
        left = dict(answers)
        for element in filled.iter():
            name = element.tag.rpartition("}")[2]
            if name in left:
                element.text = str(left.pop(name))
            elif not len(element):
                element.text = None
        assert not left, f"The form does not ask {sorted(left)}"
        filled.find(".//{*}instanceID").text = f"uuid:{instance or uuid4()}"
        return tostring(filled, encoding="utf-8")

    def fill_rows(self, blank, repeat, rows, instance: UUID | str | None = None, **answers):
        """The same, with one `repeat` for each of `rows` in place of the form's own; the model of a row is not sent."""
        filled = fromstring(self.fill(blank, instance, **answers))
        own = [one for one in filled if one.tag.rpartition("}")[2] == repeat]
        place = list(filled).index(own[0])
        for one in own:
            filled.remove(one)
        for number, row in enumerate(rows):
            left, made = dict(row), deepcopy(own[-1])
            made.attrib.clear()
            for element in made.iter():
                name = element.tag.rpartition("}")[2]
                element.text = str(left.pop(name)) if name in left else None
            assert not left, f"A row does not ask {sorted(left)}"
            filled.insert(place + number, made)
        return tostring(filled, encoding="utf-8")

    def submit(self, filled, *files, more=False):
        assert self.send("HEAD", "/openrosa/submission").status_code in {204, 401}
        data = {"xml_submission_file": SimpleUploadedFile("filled.xml", filled, content_type="text/xml")}
        data |= {name: SimpleUploadedFile(name, body, content_type="image/jpeg") for name, body in files}
        if more:
            data["*isIncomplete*"] = "yes"
        return self.send("POST", "/openrosa/submission", data=data)

"""A bucket that speaks as much of S3 as the storage asks: objects put, read in part, looked at, deleted. It keeps them in memory.

Not a real store: what is tried against it is our own code and the library's requests.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit


class Bucket(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.objects: dict[str, bytes] = {}
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Bucket

    @property
    def name(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix("/bucket/")

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            body = without_lengths(body)
        self.server.objects[self.name] = body
        self.answer(200, etag=body)

    def do_GET(self) -> None:
        body = self.server.objects.get(self.name)
        if body is None:
            self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        wanted = self.headers.get("Range")
        if wanted is None:
            self.answer(200, body, etag=body)
            return
        first, last = wanted.removeprefix("bytes=").split("-")
        part = body[int(first) : int(last) + 1 if last else None]
        self.answer(206, part, etag=body, part=f"bytes {first}-{int(first) + len(part) - 1}/{len(body)}")

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        self.server.objects.pop(self.name, None)
        self.answer(204)

    def answer(self, status: int, body: bytes = b"", *, etag: bytes | None = None, part: str = "") -> None:
        self.server.asked.append(f"{self.command} {self.name}")
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", formatdate(usegmt=True))
        if etag is not None:
            self.send_header("ETag", f'"{md5(etag, usedforsecurity=False).hexdigest()}"')
        if part:
            self.send_header("Content-Range", part)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def without_lengths(body: bytes) -> bytes:
    """The content of a body that is sent in pieces: each after its length, as a line."""
    content, rest = b"", body
    while True:
        line, _, rest = rest.partition(b"\r\n")
        length = int(line.partition(b";")[0], 16)
        if not length:
            return content
        content, rest = content + rest[:length], rest[length + 2 :]


@contextmanager
def bucket() -> Iterator[Bucket]:
    serving = Bucket()
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    try:
        yield serving
    finally:
        serving.shutdown()
        serving.server_close()

"""A server on this machine that answers as a provider would, and keeps what it was asked."""

import json
import threading
from collections import deque
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


class Fake:
    """`answers` are given in order, the last one again and again; each is (status, content). `silent`: no answer at all."""

    def __init__(self):
        self.asked, self.answers, self.origin = [], deque([(200, {})]), ""

    def will(self, *answers):
        self.answers = deque(answers)

    @property
    def bodies(self):
        return [asked["body"] for asked in self.asked]


@contextmanager
def fake_provider():
    fake = Fake()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.answer(b"")

        def do_POST(self):
            self.answer(self.rfile.read(int(self.headers["Content-Length"])))

        def answer(self, raw):
            form = "form" in self.headers.get("Content-Type", "")
            body = dict(parse_qsl(raw.decode())) if form else json.loads(raw or b"{}")
            parts = urlsplit(self.path)
            fake.asked.append(
                {"path": parts.path, "query": parts.query, "body": body, "auth": self.headers.get("Authorization", "")}
            )
            status, content = fake.answers.popleft() if len(fake.answers) > 1 else fake.answers[0]
            if status == 0:  # the line breaks before an answer
                self.connection.close()
                return
            said = content.encode() if isinstance(content, str) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.origin = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

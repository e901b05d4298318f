"""A mailbox on this machine that speaks as much IMAP as is asked of one (RFC 3501): letters, and which were seen."""

import re
import socketserver
import threading
from contextlib import contextmanager


class Postbox:
    def __init__(self):
        self.letters, self.seen, self.port, self.broken, self.asked = [], set(), 0, "", []

    @property
    def url(self):
        return f"imap://help%40line.example:secret@127.0.0.1:{self.port}/INBOX?line=north"


@contextmanager
def postbox():
    box = Postbox()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"* OK ready\r\n")
            for line in self.rfile:
                tag, _space, words = line.decode().strip().partition(" ")
                box.asked.append(words)
                command = words.upper()
                if box.broken and command.startswith(box.broken):
                    self.wfile.write(f"{tag} NO refused\r\n".encode())
                    continue
                self.answer(command, words)
                self.wfile.write(f"{tag} OK done\r\n".encode())
                if command.startswith("LOGOUT"):
                    return

        def answer(self, command, words):
            if command.startswith("CAPABILITY"):
                self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
            elif command.startswith("SELECT"):
                self.wfile.write(f"* {len(box.letters)} EXISTS\r\n".encode())
            elif command.startswith("UID SEARCH"):
                new = [str(one + 1) for one in range(len(box.letters)) if one not in box.seen]
                self.wfile.write(f"* SEARCH {' '.join(new)}\r\n".encode())
            elif command.startswith("UID FETCH"):
                number, most = re.search(r"FETCH (\d+) .*<0\.(\d+)>", command).groups()
                raw = box.letters[int(number) - 1][: int(most)]
                self.wfile.write(
                    f"* {number} FETCH (UID {number} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n"
                )
            elif command.startswith("UID STORE"):
                box.seen.add(int(words.split()[2]) - 1)
            elif command.startswith("LOGOUT"):
                self.wfile.write(b"* BYE\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield box
        server.shutdown()

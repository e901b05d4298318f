from access import EVERYONE, Route
from tuque.accounts.tests.cast import Cast
from tuque.interactions.live import FOLLOWERS


def stream_of_downtown(cast: Cast) -> dict[str, object]:
    return {"kind": "interactions", "ref": cast.downtown.public_id}


ROUTES = {
    "root": Route(get=EVERYONE),
    "web:home": Route(get=EVERYONE),
    # A visitor's choice is a cookie and nothing else: there is nothing to audit.
    "web:language": Route(post=EVERYONE, public=True, body=lambda cast: {"language": "fr", "next": "/"}),
    "web:stream": Route(get=FOLLOWERS, names=stream_of_downtown),
    # Without the secret of a conversation nothing is there; with it: channels/tests/test_talk.py.
    "web:open-stream": Route(
        public=True, get=frozenset(), names=lambda cast: {"kind": "chat", "ref": "x"}, answers=frozenset({404})
    ),
    "web:finder-worker": Route(public=True, get=frozenset(), answers=frozenset({200, 404})),  # 404 without a build
    "web:finder-embed": Route(public=True, get=frozenset(), answers=frozenset({200, 404})),
    "web:healthy": Route(get=EVERYONE, public=True),
}

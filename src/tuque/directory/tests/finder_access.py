"""The finder is for anyone; what it writes is a count of questions without a find, about nobody."""

from conftest import NOON

from access import EVERYONE, Route
from tuque.accounts.tests.cast import Cast
from tuque.directory import permissions
from tuque.directory.models import ThemedFinder
from tuque.directory.tests import factories


def a_service(cast: Cast) -> dict[str, object]:
    return {"public_id": factories.service(cast.downtown).public_id}


def a_theme(cast: Cast) -> dict[str, object]:
    """Published, and named by a site."""
    row, _ = ThemedFinder.objects.get_or_create(
        organization=cast.downtown,
        slug="youth",
        defaults={
            "draft": THEME,
            "published": THEME,
            "is_published": True,
            "hosts": ["https://www.example.org"],
            "changed_at": NOON,
        },
    )
    return {"slug": row.slug}


def own_theme(cast: Cast) -> dict[str, object]:
    return {"public_id": ThemedFinder.objects.get(slug=a_theme(cast)["slug"]).public_id}


THEME = {"title_en": "For youth", "title_fr": "Pour les jeunes", "topics": ["food"], "colour": "#1d4f91"}
WRITTEN = {"title_en": "For youth", "title_fr": "Pour les jeunes", "topic": ["food"], "colour": "#1d4f91"}
KEEPERS = frozenset(permissions.KEEPERS)
ROUTES = {
    # A search changes nothing of anyone's: it is not audited, since it is nobody's act.
    "finder:find": Route(get=EVERYONE, post=EVERYONE, public=True, body=lambda cast: {"words": "food"}, audited=False),
    "finder:list": Route(get=EVERYONE, public=True),
    "finder:offline": Route(get=EVERYONE, public=True),
    "finder:pack": Route(get=EVERYONE, public=True),
    # How far its places are: nothing is written.
    "finder:service": Route(
        get=EVERYONE,
        post=EVERYONE,
        public=True,
        names=a_service,
        shared=True,
        audited=False,
        body=lambda cast: {"near": "R3B"},
    ),
    # As the finder itself, for anyone.
    "finder:themed": Route(
        get=EVERYONE,
        post=EVERYONE,
        public=True,
        names=a_theme,
        shared=True,
        audited=False,
        body=lambda cast: {"words": "food"},
    ),
    "finder:embedded": Route(
        get=EVERYONE,
        post=EVERYONE,
        public=True,
        names=a_theme,
        shared=True,
        audited=False,
        body=lambda cast: {"words": "food"},
    ),
    "finder:colours": Route(get=EVERYONE, public=True, names=a_theme, shared=True),
    "directory:finders": Route(get=KEEPERS),
    "directory:new-finder": Route(get=KEEPERS, post=KEEPERS, body=lambda cast: {**WRITTEN, "slug": "seniors"}),
    "directory:finder": Route(get=KEEPERS, post=KEEPERS, names=own_theme, body=lambda cast: WRITTEN),
    "directory:finder-publication": Route(post=KEEPERS, names=own_theme, body=lambda cast: {"do": "publish"}),
    # A search of the draft: it writes nothing.
    "directory:finder-preview": Route(
        get=KEEPERS, post=KEEPERS, names=own_theme, audited=False, body=lambda cast: {"words": "food"}
    ),
    "directory:finder-colours": Route(get=KEEPERS, names=own_theme),
}

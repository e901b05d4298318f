"""A line of its own for the journeys, in an organization of its own: `python line_world.py` in the environment of a site.

rosa, tess, vita, nina  responders in both languages, one for each journey, so that none finds another's rest
sam                     supervises;  dana-line directs;  pia looks after privacy
Two lines of the organization's rules matter: one person is kept free for French, and writing up takes no time.
"""

import os

import django

PEOPLE = {
    "rosa": ("Rosa Essai", "fr", "responder"),
    "tess": ("Tess Essai", "en", "responder"),
    "vita": ("Vita Essai", "en", "responder"),
    "nina": ("Nina Essai", "en", "responder"),
    "sam": ("Sam Essai", "fr", "supervisor"),
    "dana-line": ("Dana Essai", "en", "director"),
    "pia": ("Pia Essai", "fr", "privacy_officer"),
}
LINE, NUMBER = "hearth", "+12045550171"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuque.config.settings")
    django.setup()
    from tuque.accounts.models import Organization
    from tuque.core import wall
    from tuque.core.clock import now

    with wall.system(wall.Purpose.UPKEEP):
        at = now()
        organization = Organization.objects.create(code="hearth", name="Hearth (invented)", created_at=at)
    with wall.within(organization.pk):
        fill(organization, at)


def fill(organization, at):
    from django.contrib.auth.hashers import make_password

    from tuque.accounts.roles import Role
    from tuque.channels import services as lines
    from tuque.channels.providers import accounts
    from tuque.channels.providers.pocket import network
    from tuque.contact_centre.routing.policy import Policy
    from tuque.contact_centre.routing.values import Channel
    from tuque.contact_centre.services import rules
    from tuque.demo import community

    password = make_password(community.PASSWORD)
    people = {}
    for name, (full, language, role) in PEOPLE.items():
        people[name] = community.make_worker(
            organization, f"{name}@demo.example", full, language=language, password=password, at=at
        )
        community.give_role(people[name], Role(role), team=None, at=at)
    director = people["dana-line"]
    line = lines.add_line(
        code=LINE,
        name_en="Hearth Line (invented)",
        name_fr="Ligne du foyer (inventée)",
        channels=["chat", "text", "voice"],
        languages=["en", "fr"],
        by=director,
        at=at,
    )
    rules.save_draft(Policy(reserves={"fr": 1}, wrap_up=dict.fromkeys(Channel, 0.0)), by=director, at=at)
    rules.publish(by=director, at=at, knowing_gaps=True)
    account = accounts.add_account(
        provider="pocket",
        line=line,
        address=NUMBER,
        language="en",
        given={},
        origin="http://127.0.0.1",
        by=director,
        at=at,
    )
    network.add_phone(account, by=director)


if __name__ == "__main__":
    main()

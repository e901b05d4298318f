"""Processes of their own on one line, for test_processes.py: `python -m tuque.contact_centre.tests.deciding ROLE FOLDER PLACE ROUNDS`.

make    an organization with its responders
decide  let contacts in, accept whatever is on offer to anyone, end what one accepted; note what was acknowledged
read    fold the line again and again until the file `stop` is there, and note how far it was
tell    write the log
"""

import json
import sys
from pathlib import Path
from random import Random

import django

LINE, RESPONDERS = "line", 6


def main(role: str, folder: str, place: str, rounds: str) -> None:
    django.setup()
    from tuque.accounts.models import Organization
    from tuque.core import wall
    from tuque.core.clock import now

    with wall.system(wall.Purpose.UPKEEP):
        if role == "make":
            Organization.objects.create(code="corner", name="Corner line", created_at=now())
        organization = Organization.objects.get(code="corner")
    with wall.within(organization.pk):
        ROLES[role](organization, Path(folder), place, int(rounds))


def make(organization, folder, place, rounds):
    from tuque.contact_centre.desk import desk
    from tuque.contact_centre.routing import commands
    from tuque.contact_centre.routing.policy import Policy
    from tuque.contact_centre.routing.values import Channel, Responder, profile
    from tuque.core.clock import now

    policy = Policy(wrap_up=dict.fromkeys(Channel, 0.0), offer_seconds=dict.fromkeys(Channel, 600.0))
    desk.run(organization, commands.set_policy, policy, at=now())
    made = profile(languages={"en"}, skills={LINE: 1})
    for number in range(RESPONDERS):
        desk.run(organization, commands.sign_in, Responder(f"r{number}", made), at=now())


def decide(organization, folder, place, rounds):
    from tuque.contact_centre.desk import desk
    from tuque.contact_centre.routing import commands
    from tuque.contact_centre.routing.values import Channel, Contact
    from tuque.core.clock import now

    draw, mine = Random(place), []
    with (folder / f"acknowledged-{place}").open("w") as noted:
        for number in range(rounds):
            name = f"{place}-{number}"
            desk.run(organization, commands.queue, Contact(name, Channel.VOICE, "en", LINE), at=now())
            noted.write(f"{name}\n")
            noted.flush()
            offers = desk.read(organization, lambda state: [(h.offer, h.responder) for h in state.offered.values()])
            for offer, responder in draw.sample(offers, len(offers)):
                new = desk.run(organization, commands.accept, offer, responder=responder, at=now())
                mine += [fact.contact for fact in new if type(fact).__name__ == "Accepted"]
            while mine and draw.random() < 0.8:
                desk.run(organization, commands.end, mine.pop(0), at=now())


def read(organization, folder, place, rounds):
    from tuque.contact_centre.desk import Desk

    desk, seen = Desk(), []
    while not (folder / "stop").exists():
        seen.append(desk.read(organization, lambda state: (state.sequence, len(state.held), len(state.waiting))))
    (folder / f"read-{place}").write_text(json.dumps(seen))


def tell(organization, folder, place, rounds):
    from tuque.contact_centre.models import RoutingFact

    rows = RoutingFact.objects.filter(organization=organization).order_by("sequence")
    (folder / "log.json").write_text(json.dumps(list(rows.values_list("sequence", "kind", "data"))))


ROLES = {"make": make, "decide": decide, "read": read, "tell": tell}

if __name__ == "__main__":
    main(*sys.argv[1:])

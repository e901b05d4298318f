"""`tuque create-organization` and `tuque invite`: how a site without a demonstration begins."""

from typing import Annotated

import typer

from tuque.cli.guards import check_keys, check_no_demonstration, check_wall
from tuque.cli.setup import use_django
from tuque.config.spoken import gettext as _

Address = Annotated[str, typer.Option(help=_("The address of the site, at the start of the link."))]

WHAT_NEXT = _("""%(name)s is created, with the code %(code)s; its days are those of %(zone)s.
It has %(installed)s starter forms, lists and home screens, in English and French.
Next:
  1. tuque invite %(code)s ADDRESS --name "NAME" --role director
     prints a link: give it to the director. Add --address https://YOUR-SITE when the site has one.
  2. tuque serve
  3. The director opens the link, then adds teams and invites the others: see docs/how-to/director-first-week.md""")


def add_to(app: typer.Typer) -> None:
    app.command(
        "create-organization",
        help=_("Create an organization with the starter forms. Then invite its first director with `tuque invite`."),
    )(create_organization)
    app.command(help=_("Invite someone, and print the link to give them: it works once, for seven days."))(invite)


def create_organization(
    code: Annotated[
        str, typer.Argument(help=_("A short code, in lower case, used in imports and exports: north-end."))
    ],
    name: Annotated[str, typer.Argument(help=_("The name, as people say it. It is never translated."))],
    time_zone: Annotated[str, typer.Option(help=_("Where its days begin and end: America/Winnipeg."))] = "",
) -> None:
    use_django()
    from django.db import transaction

    from tuque.accounts.services import organizations
    from tuque.cli.serving import migrate
    from tuque.core import wall
    from tuque.core.clock import now
    from tuque.forms import api as forms

    check_keys()
    migrate()
    check_wall(understood=True)
    check_no_demonstration()
    at = now()
    with wall.system(wall.Purpose.OPERATOR), transaction.atomic():
        organization = organizations.create(code=code, name=name, time_zone=time_zone, at=at)
        with wall.within(organization.pk):
            installed = forms.install_starter(organization, at=at)
    print(WHAT_NEXT % {"code": code, "name": name, "zone": organization.time_zone, "installed": installed})


def invite(
    organization: Annotated[str, typer.Argument(help=_("The code of the organization."))],
    email: Annotated[str, typer.Argument(help=_("The address of the person."))],
    name: Annotated[str, typer.Option(help=_("Their name."))],
    role: Annotated[list[str], typer.Option(help=_("A role to give: director, administrator… Repeat it for several."))],
    language: Annotated[str, typer.Option(help=_("en or fr."))] = "en",
    address: Address = "http://127.0.0.1:8000",
) -> None:
    use_django()
    from django.urls import reverse

    from tuque.accounts.services import organizations
    from tuque.core import wall
    from tuque.core.clock import now

    check_keys()
    check_wall(understood=True)
    with wall.system(wall.Purpose.OPERATOR):
        token = organizations.invite_first(
            code=organization, email=email, name=name, language=language, roles=role, at=now()
        )
    print(address.rstrip("/") + reverse("accounts:accept", kwargs={"token": token}))

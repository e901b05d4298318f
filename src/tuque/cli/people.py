"""`tuque create-organization` and `tuque invite`: how a site without a demonstration begins."""

from typing import Annotated

import typer

from tuque.cli.setup import use_django

Address = Annotated[str, typer.Option(help="The address of the site, at the start of the link.")]


def add_to(app: typer.Typer) -> None:
    app.command("create-organization")(create_organization)
    app.command()(invite)


def create_organization(
    code: Annotated[str, typer.Argument(help="A short code, in lower case, used in imports and exports: downtown.")],
    name: Annotated[str, typer.Argument(help="The name, as people say it. It is never translated.")],
    time_zone: Annotated[str, typer.Option(help="Where its days begin and end: America/Winnipeg.")] = "",
) -> None:
    """Create an organization. Then invite its first director or administrator with `tuque invite`."""
    use_django()
    from tuque.accounts.services import organizations
    from tuque.core.clock import now

    organizations.create(code=code, name=name, time_zone=time_zone, at=now())
    print(f"{name} is created. Next: tuque invite {code} ADDRESS --name NAME --role director")


def invite(
    organization: Annotated[str, typer.Argument(help="The code of the organization.")],
    email: Annotated[str, typer.Argument(help="The address of the person.")],
    name: Annotated[str, typer.Option(help="Their name.")],
    role: Annotated[list[str], typer.Option(help="A role to give: director, administrator… Repeat it for several.")],
    language: Annotated[str, typer.Option(help="en or fr.")] = "en",
    address: Address = "http://127.0.0.1:8000",
) -> None:
    """Invite someone, and print the link to give them: it works once, for seven days."""
    use_django()
    from django.urls import reverse

    from tuque.accounts.services import organizations
    from tuque.core.clock import now

    token = organizations.invite_first(
        code=organization, email=email, name=name, language=language, roles=role, at=now()
    )
    print(address.rstrip("/") + reverse("accounts:accept", kwargs={"token": token}))

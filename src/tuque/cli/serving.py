"""`tuque serve` and `tuque demo`."""

from typing import Annotated

import typer

from tuque.cli.setup import use_django

Port = Annotated[int, typer.Option(help="The port to listen on.")]
Host = Annotated[str, typer.Option(help="The address to listen on.")]


def add_to(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(demo)


def serve(port: Port = 8000, host: Host = "127.0.0.1") -> None:
    """Serve the site: pages and live streams, one process, one port."""
    use_django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    listen(host=host, port=port)


def demo(
    port: Port = 8000,
    host: Host = "127.0.0.1",
    interactions: Annotated[int, typer.Option(help="How many interactions the year holds.")] = 20_000,
) -> None:
    """Serve with a lively demonstration community, made on first use."""
    use_django()
    from django.core.management import call_command

    from tuque.demo import community

    call_command("migrate", verbosity=0)
    community.ensure(interactions=interactions)
    print(community.welcome(address=f"http://{host}:{port}"), flush=True)
    listen(host=host, port=port)


def listen(*, host: str, port: int) -> None:
    import uvicorn

    from tuque.config.wsgi import application

    uvicorn.run(application, host=host, port=port, interface="wsgi", log_level="warning")

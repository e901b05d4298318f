import granian.server
import pytest
from django.db import connections

from tuque.config import env
from tuque.serving import server


class Forking:
    """In the place of the server of pages: notes what its processes would take over from this one."""

    open_connections: list[str]

    def __init__(self, *args: object, **options: object) -> None:
        pass

    def serve(self) -> None:
        Forking.open_connections = [one.alias for one in connections.all() if one.connection is not None]


@pytest.mark.django_db(transaction=True)
def test_processes_of_pages_take_over_no_connection(monkeypatch, settings):
    """Two processes on one connection read one another's answers."""
    monkeypatch.setattr(granian.server, "Server", Forking)
    monkeypatch.setattr(server, "take_port", lambda host, port: server.socket.socket())
    connections["default"].ensure_connection()
    # A database of the tests in memory lives as long as its connection: it is not closed, and is none that is forked.
    is_in_memory = "memory" in str(connections["default"].settings_dict["NAME"])

    server.serve_pages(host="127.0.0.1", port=0, processes=2)

    assert is_in_memory or Forking.open_connections == []


def test_an_address_that_is_not_ours_is_said_as_such():
    with pytest.raises(server.PortTaken, match="not an address of this machine"):
        server.take_port("192.0.2.1", 0)


def test_a_data_folder_that_cannot_be_made_is_said_in_one_line(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("TUQUE_DATA_DIR", str(tmp_path / "file" / "var"))

    with pytest.raises(env.SettingUnreadable, match="cannot be made"):
        env.folder("TUQUE_DATA_DIR", "var")

"""The address of the database that the tests use, for a process of its own."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.db import connection


def environment_for(folder: Path) -> dict[str, str]:
    """What a process needs to use a migrated database that it may spoil: the tests' own on PostgreSQL, else a new file."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tuque.config.settings", "TUQUE_DATA_DIR": str(folder)}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    if connection.vendor == "postgresql":
        settings = connection.settings_dict
        user = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else "")
        server = f"{user}@" if user else ""
        port = f"&port={settings['PORT']}" if settings["PORT"] else ""
        environment["TUQUE_DATABASE_URL"] = (
            f"postgresql://{server}/{settings['NAME']}?host={settings['HOST']}{port}&pool=4"
        )
    else:
        environment["TUQUE_DATABASE_URL"] = f"sqlite:///{folder}/test.sqlite3"
        subprocess.run([sys.executable, "-m", "django", "migrate", "-v", "0"], env=environment, check=True)
    return environment

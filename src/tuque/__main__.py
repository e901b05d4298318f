"""`python -m tuque`, and the `tuque` command once installed."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuque.config.settings")
    from tuque.cli import run

    sys.exit(run())


if __name__ == "__main__":
    main()

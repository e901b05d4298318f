"""What the start of a process waits for: libraries that few processes need are read in by who needs them."""

import subprocess
import sys

import pytest

LATE = ("altair", "holidays", "openpyxl", "pyxform", "scipy", "sklearn", "xlrd")


@pytest.mark.once
def test_a_process_starts_without_what_few_need() -> None:
    read = "import django; django.setup(); import tuque.config.urls, sys; print(*sys.modules)"
    started = subprocess.run([sys.executable, "-c", read], capture_output=True, text=True, check=True)
    assert not set(LATE) & set(started.stdout.split())

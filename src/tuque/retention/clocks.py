"""Reading this machine's clocks."""

import platform
import time
from datetime import datetime
from pathlib import Path

from tuque.retention.brake import Reading

BOOT = Path("/proc/sys/kernel/random/boot_id")  # Linux: another one at each start of the machine


def read(*, at: datetime) -> Reading:
    """`at`, beside the count of seconds since the machine started: asleep ones included, where it tells them."""
    counting = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return Reading(wall=at, boot=_boot(), seconds=time.clock_gettime(counting))


def machine() -> str:
    return platform.node()[:120]


def _boot() -> str:
    try:
        return BOOT.read_text().strip()
    except OSError:
        return ""

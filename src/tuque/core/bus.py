"""The bell between processes, by Redis publish and subscribe: names of streams, nothing else, nothing kept."""

import logging
import threading
import time
from collections.abc import Callable
from functools import cache

import redis
from django.conf import settings

logger = logging.getLogger(__name__)
CHANNEL = "tuque:bell"
PATIENCE_SECONDS = 0.25
REST_SECONDS = 5.0
_resting_until = 0.0


@cache
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=PATIENCE_SECONDS)


def publish(name: str) -> None:
    """Tell the other processes that `name` rang. Where Redis is away, give up at once and rest before trying again."""
    global _resting_until
    if not settings.BUS_URL or time.monotonic() < _resting_until:
        return
    try:
        _client(settings.BUS_URL).publish(CHANNEL, name)
    except (redis.RedisError, OSError) as trouble:
        _resting_until = time.monotonic() + REST_SECONDS
        logger.warning("core.bus_away %s", type(trouble).__name__)


def is_reachable(url: str) -> bool:
    try:
        return bool(_client(url).ping())
    except (redis.RedisError, OSError):
        return False


class Ear(threading.Thread):
    """Hears the rings of other processes, and finds the bus again by itself when it was away."""

    def __init__(self, url: str, heard: Callable[[str], None]) -> None:
        super().__init__(name="bell", daemon=True)
        self.url = url
        self.heard = heard
        self.ending = threading.Event()

    def run(self) -> None:
        while not self.ending.is_set():
            try:
                self.hear()
            except (redis.RedisError, OSError) as trouble:
                logger.warning("core.bus_away %s", type(trouble).__name__)
                self.ending.wait(1)

    def hear(self) -> None:
        client = redis.Redis.from_url(self.url, socket_connect_timeout=2, socket_timeout=5)
        with client.pubsub(ignore_subscribe_messages=True) as subscription:
            subscription.subscribe(CHANNEL)
            while not self.ending.is_set():
                message = subscription.get_message(timeout=1)
                if message is not None:
                    self.heard(message["data"].decode())

    def stop(self) -> None:
        self.ending.set()

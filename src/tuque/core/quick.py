"""A cache of what may be forgotten: in Redis, for all processes; where Redis is away, in this process alone."""

import logging
import time
from collections.abc import Mapping
from typing import Any

import redis
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)
PATIENCE_SECONDS = 0.5
REST_SECONDS = 5.0


class QuickCache(RedisCache):
    """Django's Redis cache, whose loss costs no page: it gives up at once and rests before it tries again."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        limits = {"socket_connect_timeout": PATIENCE_SECONDS, "socket_timeout": PATIENCE_SECONDS}
        super().__init__(server, {**params, "OPTIONS": {**limits, **params.get("OPTIONS", {})}})
        self.own = LocMemCache("quick", {})
        self.resting_until = 0.0

    def add(self, *args: Any, **named: Any) -> Any:
        return self._here_or_there("add", args, named)

    def get(self, *args: Any, **named: Any) -> Any:
        return self._here_or_there("get", args, named)

    def set(self, *args: Any, **named: Any) -> Any:
        return self._here_or_there("set", args, named)

    def _here_or_there(self, verb: str, args: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
        if time.monotonic() >= self.resting_until:
            try:
                return getattr(super(), verb)(*args, **named)
            except (redis.RedisError, OSError) as trouble:
                logger.warning("core.quick_cache_away %s", type(trouble).__name__)
                self.resting_until = time.monotonic() + REST_SECONDS
        return getattr(self.own, verb)(*args, **named)

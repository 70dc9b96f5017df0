"""What was made lately, to be given again."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """The values that were last asked for; safe to use from any thread.

    most: how many.  room: what they may weigh together.
    """

    def __init__(self, most: int, room: int = sys.maxsize, weigh: Callable[[V], int] = lambda _: 0) -> None:
        self._most, self._room, self._weigh = most, room, weigh
        self._held = 0
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """The value, or None."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: K, value: V) -> None:
        """Keep a value, and give up those that were asked for longest ago where there is too much.

        One that has no room by itself is not kept.
        """
        with self._lock:
            if key in self._values:
                self._held -= self._weigh(self._values.pop(key))
            if self._weigh(value) > self._room:
                return
            self._values[key] = value
            self._held += self._weigh(value)
            while len(self._values) > self._most or self._held > self._room:
                _, gone = self._values.popitem(last=False)
                self._held -= self._weigh(gone)

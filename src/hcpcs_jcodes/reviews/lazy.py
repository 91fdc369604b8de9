"""What is worked out when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import Any, TypeVar, overload

__all__ = ["lazy"]

_Fact = TypeVar("_Fact")


class lazy(cached_property[_Fact]):  # noqa: N801 - it is used as a decorator
    """A ``cached_property`` without the lock that the one of Python 3.11 takes for each value.

    The lock costs more than most facts of a line do. Without it two threads may work out the
    same fact, as they may from Python 3.12 on.
    """

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> lazy[_Fact]: ...

    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> _Fact: ...

    def __get__(self, instance: object, owner: type[Any] | None = None) -> lazy[_Fact] | _Fact:
        if instance is None:
            return self
        fact = instance.__dict__[self.attrname] = self.func(instance)  # type: ignore[index]
        return fact

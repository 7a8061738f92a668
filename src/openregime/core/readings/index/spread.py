"""How units of work are spread: one after the other, over processes, or over the machines of a cluster."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar

In = TypeVar("In")
Out = TypeVar("Out")


class Over(Protocol):
    """How work units are spread: `map`, or the `map` of a pool of processes; results in the order of the units."""

    def __call__(self, function: Callable[[In], Out], units: Iterable[In], /) -> Iterable[Out]: ...


class Promise(Protocol):
    """A result that may not be there yet."""

    def result(self) -> Any:
        """The result, waited for; raises what the work raised."""

    def cancel(self) -> Any:
        """Give the work up."""


class Executor(Protocol):
    """Whatever takes work by `submit`: a pool of concurrent.futures, or a Client of dask.distributed."""

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Promise:
        """Take one piece of work."""


def over_executor(executor: Executor) -> Over:
    """Spread units of work over an executor, and wait for their results in order.

    Units are functions of their arguments alone, drawn from streams of their own, so where they run changes no bit.
    Workers need this package, and nothing else of the caller. Give `parts` of at least the number of workers.

    Args:
        executor: anything with `submit` whose promises have `result` and `cancel`. Nothing is imported for it: who has
            a cluster hands over `distributed.Client(...)`.
    Returns:
        For `over=`. When one unit fails, the others are given up and its error is raised.
    """

    def over(function: Callable[[In], Out], units: Iterable[In], /) -> list[Out]:
        promises = [executor.submit(function, unit) for unit in units]
        try:
            return [promise.result() for promise in promises]
        except BaseException:
            for promise in promises:
                promise.cancel()
            raise

    return over

"""Files that take seconds to write: written once, one at a time, kept for the next; pages stay quick meanwhile."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import BoundedSemaphore, Lock

from openregime.core.errors import OpenRegimeError


class TooBusy(OpenRegimeError, RuntimeError):
    """So many readers wait for large files already that one more would keep pages from being served."""

    code = "too-busy"

    def __init__(self) -> None:
        super().__init__("Several large files are being written for other readers. Ask again in half a minute.")


class KeptFiles:
    """The last few files, each written once.

    Args:
        most: so many files are kept, the last asked for.
        waiting: so many readers may write or wait at the same time; each holds one thread of this process.
    """

    def __init__(self, most: int, waiting: int) -> None:
        self._most = most
        self._files: OrderedDict[Hashable, bytes] = OrderedDict()
        self._one_writes, self._one_looks = Lock(), Lock()
        self._places = BoundedSemaphore(waiting)

    def get(self, key: Hashable, write: Callable[[], bytes]) -> bytes:
        """The file with this key; written now unless it is kept. Who asks meanwhile waits and gets the same file.

        Raises:
            TooBusy: `waiting` readers write or wait already.
        """
        kept = self._kept(key)
        if kept is not None:
            return kept
        if not self._places.acquire(blocking=False):
            raise TooBusy
        try:
            with self._one_writes:
                kept = self._kept(key)
                return self._keep(key, write()) if kept is None else kept
        finally:
            self._places.release()

    def _kept(self, key: Hashable) -> bytes | None:
        with self._one_looks:
            if key in self._files:
                self._files.move_to_end(key)
            return self._files.get(key)

    def _keep(self, key: Hashable, content: bytes) -> bytes:
        with self._one_looks:
            self._files[key] = content
            while len(self._files) > self._most:
                self._files.popitem(last=False)
        return content

"""Large files: written once however many ask, one at a time, and never at the price of the pages."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from openregime.web.downloads.keeping import KeptFiles, TooBusy


class Writer:
    """Writes slowly, and remembers how many wrote at once."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()

    def write(self, name: str) -> bytes:
        with self.lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            self.written.append(name)
        time.sleep(0.05)
        with self.lock:
            self.at_once -= 1
        return name.encode()


def test_who_asks_for_the_same_file_meanwhile_gets_the_same_file() -> None:
    kept, writer = KeptFiles(most=2, waiting=5), Writer()

    with ThreadPoolExecutor(5) as readers:
        files = list(readers.map(lambda _: kept.get("a", lambda: writer.write("a")), range(5)))

    assert files == [b"a"] * 5
    assert writer.written == ["a"]


def test_different_files_are_written_one_after_the_other() -> None:
    kept, writer = KeptFiles(most=5, waiting=5), Writer()

    with ThreadPoolExecutor(5) as readers:
        files = set(readers.map(lambda name: kept.get(name, lambda: writer.write(name)), "abcde"))

    assert files == {b"a", b"b", b"c", b"d", b"e"}
    assert writer.most_at_once == 1


def test_a_reader_too_many_is_told_to_come_back_and_the_others_are_served() -> None:
    kept, begun, go_on = KeptFiles(most=2, waiting=1), threading.Event(), threading.Event()

    def slow() -> bytes:
        begun.set()
        assert go_on.wait(10)
        return b"slow"

    with ThreadPoolExecutor(1) as readers:
        first = readers.submit(kept.get, "a", slow)
        assert begun.wait(10)
        with pytest.raises(TooBusy, match="Ask again in half a minute"):
            kept.get("b", lambda: b"b")
        go_on.set()
        assert first.result() == b"slow"
    assert kept.get("b", lambda: b"b") == b"b"
    assert kept.get("a", lambda: pytest.fail("it is kept")) == b"slow"


def test_a_failure_frees_the_place_and_is_not_kept() -> None:
    kept = KeptFiles(most=2, waiting=1)

    def failing() -> bytes:
        raise ValueError("no")

    for _ in range(3):
        with pytest.raises(ValueError, match="no"):
            kept.get("a", failing)
    assert kept.get("a", lambda: b"yes") == b"yes"


def test_only_the_last_asked_for_are_kept() -> None:
    kept, writer = KeptFiles(most=2, waiting=1), Writer()

    for name in "abaca":
        kept.get(name, lambda name=name: writer.write(name))
    kept.get("b", lambda: writer.write("b"))

    assert writer.written == ["a", "b", "c", "b"]

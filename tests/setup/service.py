"""Start `go.py run` as its users do, in a process group of its own, and see what becomes of it."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
GO = REPOSITORY / "go.py"


def go_environment(home: Path, **others: str) -> dict[str, str]:
    """Environment variables that make go.py use the interpreter running this test and a data folder of the test's."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    ours = {"OPENREGIME_VENV": sys.prefix, "OPENREGIME_HOME": str(home), "OPENREGIME_WRITES_PER_MINUTE": "1000000"}
    return {**kept, **ours, **others}


def go(*arguments: str, home: Path, script: Path = GO, **others: str) -> subprocess.CompletedProcess[str]:
    """Run go.py to its end."""
    return subprocess.run(
        [sys.executable, str(script), *arguments],
        env=go_environment(home, **others),
        capture_output=True,
        text=True,
        timeout=300,  # a busy machine takes its time
        check=False,
    )


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def members_of_group(group: int) -> list[int]:
    """Processes of a process group, this machine's /proc willing; zombies do not count."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it ended while we looked
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return sorted(found)


class Service:
    """`go.py run` on a free port, from its start to its end."""

    def __init__(self, home: Path, *, port: int | None = None, arguments: tuple[str, ...] = (), **others: str) -> None:
        self.port = free_port() if port is None else port
        self.lines: list[str] = []
        self.running = subprocess.Popen(
            [sys.executable, str(GO), "run", "--port", str(self.port), *arguments],
            env=go_environment(home, **others),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.running.stdout is not None
        self.lines.extend(iter(self.running.stdout.readline, ""))

    def wait_for(self, words: str, seconds: float = 180) -> None:
        """Wait until the service has printed the words."""
        end = time.monotonic() + seconds
        while not any(words in line for line in self.lines):
            if self.running.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"{words!r} was not printed, but: {''.join(self.lines)}")
            time.sleep(0.02)

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of a page of the running service."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()

    def interrupt(self, seconds: float = 20) -> int:
        """What Ctrl-C does: SIGINT to the whole group of the terminal. Returns the exit code."""
        os.killpg(self.running.pid, signal.SIGINT)
        return self.running.wait(timeout=seconds)

    def output(self) -> str:
        """All that was printed; waits for the end of the output."""
        self._reader.join(timeout=10)
        return "".join(self.lines)

    def end(self) -> None:
        """Leave nothing behind, whatever the test did."""
        if members_of_group(self.running.pid):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait(timeout=10)
        self._reader.join(timeout=10)
        assert self.running.stdout is not None
        self.running.stdout.close()

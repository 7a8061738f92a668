"""Looks at the workers: whether one lives, whether what falls due is done, and whether they share what must not be."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from openregime.web.installation.findings import ADVICE, UNSAFE, Finding, fine
from openregime.web.jobs.installation import how_workers_are

LONGEST_WAIT = dt.timedelta(minutes=15)
LATEST_TICK = dt.timedelta(minutes=10)
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ceph", "glusterfs", "fuse.glusterfs"}
_START = "Start the service, which has a worker beside it, or `openregime work`."


def job_findings(*, now: dt.datetime) -> Iterator[Finding]:
    """Workers that live, jobs that wait too long, when something that fell due was last done."""
    found = how_workers_are(now=now)
    if found.oldest is not None and now - found.oldest > LONGEST_WAIT:
        minutes = int((now - found.oldest).total_seconds() // 60)
        words = f"{found.waiting} jobs wait, the oldest for {minutes} minutes, and {found.alive} workers live."
        yield Finding("workers", ADVICE, words, "Start another: `openregime work`." if found.alive else _START)
    elif not found.alive:
        yield Finding("workers", ADVICE, "No worker lives: long jobs wait, and nothing that falls due is done.", _START)
    else:
        yield fine("workers", f"{found.alive} workers live, and {found.waiting} jobs wait.")
    if found.ticked_at is None or now - found.ticked_at > LATEST_TICK:
        since = "was ever done" if found.ticked_at is None else f"was done since {found.ticked_at:%Y-%m-%d %H:%M} UTC"
        yield Finding("tick", ADVICE, f"Nothing that falls due {since}: openings, ends of situations, reviews, what "
                      "expired.", _START)  # fmt: skip
    else:
        yield fine("tick", "What falls due is done.")
    if connection.vendor == "sqlite":
        yield _shared(found.hosts, Path(str(connection.settings_dict["NAME"])))


def _shared(hosts: int, database: Path) -> Finding:
    """SQLite is for one machine: several processes there are safe, several machines or a network disk are not."""
    kind = filesystem_of(database)
    if hosts > 1 or kind in _NETWORK:
        why = f"{hosts} machines use it" if hosts > 1 else f"it lies on a network disk ({kind})"
        return Finding("sqlite-shared", UNSAFE, f"SQLite keeps the record, and {why}: it cannot lock there.",
                       "Keep the data folder on a local disk of one machine, or move to PostgreSQL "
                       "(docs/howto/back-up-and-restore.md).")  # fmt: skip
    return fine("sqlite-shared", "SQLite is used by the processes of one machine, on a local disk.")


def filesystem_of(path: Path, mounts: str | None = None) -> str:
    """Kind of the file system that a path lies on; empty where this machine does not tell.

    Args:
        mounts: content of /proc/mounts; None: read it.
    """
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8") if mounts is None else mounts
    except OSError:
        return ""
    best = ("", "")
    for line in lines.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        place = fields[1].replace("\\040", " ")
        is_above = place == "/" or str(path) == place or str(path).startswith(place.rstrip("/") + "/")
        if is_above and len(place) >= len(best[0]):
            best = (place, fields[2])
    return best[1]

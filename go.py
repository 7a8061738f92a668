#!/usr/bin/env python3
"""Two commands for a machine with nothing but Python 3.11 or newer and pip.

    python3 go.py run [--port N]     make the environment, migrate, load the shipped library, serve on 127.0.0.1
    python3 go.py run --demo         the same with an invented State, to try everything; prints how to sign in
    python3 go.py test [pytest ...]  make the environment with the test tools, find Chromium, run the tests
    python3 go.py WORD ...           a command, such as states or plan; `python3 go.py help` lists them all

Standard library only, and syntax that an old Python can still read, so that it can say that it is too old.

Environment variables: OPENREGIME_VENV points to an existing environment, which is then used as it is and nothing is
installed; OPENREGIME_HOME is the data folder (default: .openregime beside this file); CHROMIUM is the browser's path.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
OLDEST = (3, 11)
STAMP = "openregime-stamp.json"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
INTERRUPTED = 130


class Refusal(Exception):
    """What is wrong and what to do next, in one sentence; ends the program with exit code 1."""


def require_python(version=sys.version_info):
    """Refuse a Python older than OLDEST. `version`: major, minor, ..."""
    if tuple(version[:2]) < OLDEST:
        raise Refusal(
            "OpenRegime needs Python {}.{} or newer, and this is Python {}.{}. "
            "Install a newer one and start again with it, for example: python3.11 go.py run".format(
                *OLDEST, *tuple(version[:2])
            )
        )


def say(text):
    print(text, flush=True)


# ---- the environment


def python_of(venv):
    """The interpreter inside an environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run_locks():
    """What the program needs: one driver more where DATABASE_URL names a PostgreSQL database."""
    return ("run", "postgres") if os.environ.get("DATABASE_URL", "").startswith("postgres") else ("run",)


def environment(*locks):
    """The interpreter of an environment with these locks ("run", "dev", "postgres") in it, which is made if need be."""
    given = os.environ.get("OPENREGIME_VENV")
    if given:
        python = python_of(Path(given))
        if not python.exists():
            raise Refusal(
                "OPENREGIME_VENV is {}, but there is no {}. Unset it, or point it to an environment.".format(
                    given, python
                )
            )
        return python
    venv = HERE / ".venv"
    python, wanted, have = python_of(venv), wanted_stamp(locks), read_stamp(venv)
    is_made = os.access(str(python), os.F_OK)
    if not is_made or have.get("python") != wanted["python"] or have.get("place") != wanted["place"]:
        make_environment(venv)
        have = dict(wanted, locks={})
    for lock in locks:
        if have["locks"].get(lock) != wanted["locks"][lock]:
            install(venv, lock)
            have["locks"][lock] = wanted["locks"][lock]
            write_stamp(venv, have)
    return python


def wanted_stamp(locks):
    """What an environment must have been made from: this Python, in this place, from these locks."""
    return {
        "python": sys.version,
        "place": str(HERE),
        "locks": {lock: hashlib.sha256(lock_file(lock).read_bytes()).hexdigest() for lock in locks},
    }


def lock_file(lock):
    return HERE / "requirements" / (lock + ".txt")


def read_stamp(venv):
    """The stamp of an environment; empty when there is none or it was cut short."""
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"locks": {}}
    return stamp if isinstance(stamp.get("locks"), dict) else {"locks": {}}


def write_stamp(venv, stamp):
    beside = venv / (STAMP + ".new")
    beside.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    beside.replace(venv / STAMP)


def make_environment(venv):
    """Make an empty environment with pip in it, or with uv beside it where this Python cannot provide pip."""
    say("Making the environment in {} ...".format(venv))
    try:
        if venv.is_dir():
            shutil.rmtree(str(venv))
        elif venv.exists():
            raise Refusal("{} is a file, and the environment must go there. Move it away and start again.".format(venv))
        venv.mkdir(parents=True)
    except OSError as error:
        raise Refusal(
            "The folder {} cannot be written to ({}). Copy OpenRegime to a folder of yours and start it there.".format(
                venv.parent, error.strerror
            )
        ) from error
    if importlib.util.find_spec("ensurepip") is not None:
        run_quietly([sys.executable, "-m", "venv", str(venv)], "The environment could not be made")
    else:
        say("This Python has no ensurepip; fetching uv to make the environment instead ...")
        run_quietly(
            [str(uv()), "venv", "--clear", "--python", sys.executable, str(venv)], "The environment could not be made"
        )
    for folder in sorted(venv.glob("lib/python*/site-packages")) + sorted(venv.glob("Lib/site-packages")):
        (folder / "openregime.pth").write_text(str(HERE / "src") + "\n", encoding="utf-8")


def uv():
    """The uv that was fetched into .boot, fetching it if it is not there."""
    boot = HERE / ".boot"
    found = boot / "bin" / "uv"
    if not found.exists():
        if importlib.util.find_spec("pip") is None:
            raise Refusal(
                "This Python has neither ensurepip nor pip. Install one (on Debian: apt-get install python3-venv), "
                "then start again."
            )
        arguments = [
            "install",
            "--target",
            str(boot),
            "--require-hashes",
            "--only-binary",
            ":all:",
            "-r",
            str(lock_file("boot")),
        ]
        run_quietly([sys.executable, "-m", "pip", *arguments], "uv could not be fetched")
    return found


def install(venv, lock):
    """Install a lock, showing which package is being fetched.

    Only what the lock's hashes allow, and only built packages: nothing is compiled here.
    """
    total = sum(1 for line in lock_file(lock).read_text(encoding="utf-8").splitlines() if line[:1].isalnum())
    length = {"run": "about a minute", "postgres": "for PostgreSQL", "dev": "the test tools"}[lock] + ", once"
    say("Installing up to {} packages ({}) ...".format(total, length))
    command = install_command(venv, lock)
    began, lines, seen = time.monotonic(), [], 0
    with subprocess.Popen(
        command, env=pip_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        for line in pip.stdout:
            lines.append(line.strip())
            if line.startswith("Collecting "):
                seen += 1
                show_progress("  {}/{} {}".format(seen, total, line.split()[1].split("==")[0]))
            elif line.startswith("Installing collected packages"):
                show_progress("  unpacking")
    if pip.returncode != 0:
        reason = next(
            (line for line in reversed(lines) if line.lower().startswith("error")), lines[-1] if lines else "no words"
        )
        raise Refusal(
            "The packages could not be installed: {}. "
            "Check that this machine reaches its package index, then start again.".format(reason.rstrip("."))
        )
    show_progress("  done in {:.0f} s".format(time.monotonic() - began), last=True)


def install_command(venv, lock):
    """The command that installs a lock: the environment's own pip, or uv where it has none."""
    rules = ["install", "--require-hashes", "--only-binary", ":all:", "--no-deps", "-r", str(lock_file(lock))]
    if not (venv / "bin" / "pip").exists() and os.name != "nt":
        return [str(uv()), "pip", *rules, "--python", str(python_of(venv)), "--compile-bytecode"]
    manners = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--retries", "2"]
    return [str(python_of(venv)), "-m", "pip", *rules, *manners]


def show_progress(text, last=False):
    """One line that changes on a terminal; one line per step elsewhere."""
    if sys.stdout.isatty():
        print("\r" + text.ljust(60), end="\n" if last else "", flush=True)
    else:
        say(text)


def pip_environment():
    """This process's environment without settings that would make pip install elsewhere."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONPATH")
    }
    return dict(kept, PIP_USER="0", PYTHONUNBUFFERED="1")


def run_quietly(command, failure):
    """Run a command, showing nothing unless it fails."""
    ended = subprocess.run(
        command, env=pip_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    if ended.returncode != 0:
        words = [line.strip() for line in ended.stdout.splitlines() if line.strip()]
        raise Refusal("{}: {}".format(failure, words[-1] if words else "exit code {}".format(ended.returncode)))


# ---- what is run in it


def child_environment():
    """The environment variables of the program: its source on the path, its data folder beside this file."""
    inherited = os.environ.get("PYTHONPATH")
    path = str(HERE / "src") + (os.pathsep + inherited if inherited else "")
    return dict(
        os.environ,
        PYTHONPATH=path,
        OPENREGIME_HOME=os.environ.get("OPENREGIME_HOME") or str(HERE / ".openregime"),
    )


def hand_over(python, arguments, variables):
    """Become the given Python program, so that signals and exit codes are its own. Returns only on Windows."""
    command = [str(python), *arguments]
    sys.stdout.flush()
    if os.name == "nt":
        return subprocess.run(command, env=variables).returncode
    try:
        os.execve(command[0], command, variables)
    except OSError as error:
        words = "{} cannot be run ({}). Delete the folder .venv and start again."
        raise Refusal(words.format(python, error.strerror)) from error


def find_chromium():
    """The path of a Chromium: CHROMIUM if set, else the first found on PATH; None when there is none."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given if shutil.which(given) else None
    return next((found for found in map(shutil.which, CHROMIUM_NAMES) if found), None)


def provide_chromium():
    """Find Chromium, or install it where that needs nobody's consent; say so when neither works."""
    if find_chromium():
        return
    reason = "CHROMIUM is set to {}, which is not a program".format(os.environ.get("CHROMIUM"))
    if not os.environ.get("CHROMIUM"):
        reason = "none was found, and installing one needs Debian's apt-get and root"
        if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
            say("No Chromium found; installing it with apt-get ...")
            quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
            for arguments in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", "chromium"]):
                subprocess.run(["apt-get", *arguments], env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if find_chromium():
                return
            reason = "apt-get could not install it"
    say(
        "Browser tests will be skipped: no Chromium ({}). Install Chromium, or set CHROMIUM to its path.".format(reason)
    )


def run(arguments):
    """`go.py run`: everything up to the served site."""
    return hand_over(environment(*run_locks()), ["-m", "openregime", "serve", *arguments], child_environment())


def test(arguments):
    """`go.py test`: the everyday tests in parallel, or pytest with exactly the arguments given."""
    python = environment("run", "dev")
    provide_chromium()
    chosen = arguments or ["-n", "auto", "--dist", "loadgroup", "-m", "not slow"]
    os.chdir(str(HERE))
    return hand_over(python, ["-m", "pytest", *chosen], child_environment())


def command(arguments):
    """Any other word: the command line, whose help then speaks of this script."""
    variables = dict(child_environment(), OPENREGIME_COMMAND="python3 " + sys.argv[0])
    return hand_over(environment(*run_locks()), ["-m", "openregime", *arguments], variables)


def main(arguments):
    """Do what the first word says. Returns the exit code, unless the program was handed over to."""
    try:
        require_python()
        if not arguments or arguments[0] in ("-h", "--help"):
            say(__doc__.strip())
            return 0 if arguments else 2
        if arguments[0] == "run":
            return run(arguments[1:])
        if arguments[0] == "test":
            return test(arguments[1:])
        return command(["--help"] if arguments == ["help"] else arguments)
    except Refusal as refusal:
        print("openregime: {}".format(refusal), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Start again to go on.", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m tests`: sets up what is missing, then runs every check; with arguments, pytest alone."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from cdm_desk import _bootstrap

ROOT = Path(__file__).parent.parent
CHECKS = {
    "format": ("-m", "ruff", "format", "--check", "--quiet", "."),
    "rules": ("-m", "ruff", "check", "--quiet", "."),
    "types": ("-m", "mypy", "--no-error-summary"),
    "floors": ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"),
}
# Three workers keep two processors busy while programs that a test starts wait for each other.
# Benchmarks measure nothing while workers share the machine: python3 -m tests tests/bench
# Journeys of many programs have their own command too: python3 -m tests -m long
EVERYTHING = ("-q", "-n", "3", "--dist", "worksteal", "--ignore=tests/bench", "-m", "not long")


# Stores are made ten thousand times over; their tests wait for the disk a third of their time.
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own within it
ENOUGH_ROOM = 4 * 2**30


def main(arguments: list[str]) -> int:
    """Run all checks and tests, or pytest with these arguments; return the first status that is not zero."""
    _bootstrap.ensure(tests=True)
    # The screens of the tests are drawn in memory.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # A program that a test starts need not compile itself: that is half of its start.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if "TMPDIR" not in os.environ and _has_room(IN_MEMORY):
        os.environ["TMPDIR"] = str(IN_MEMORY)
    if arguments:
        return _python("-m", "pytest", *arguments)
    passed = [_passes(name, command) for name, command in CHECKS.items()]
    # Last, so that the closing line is the one of pytest.
    return _python("-m", "pytest", *EVERYTHING) or int(not all(passed))


def _passes(name: str, command: tuple[str, ...]) -> bool:
    ran = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    said = "ok" if ran.returncode == 0 else f"FAILED\n{ran.stdout}{ran.stderr}"
    print(f"{name}: {said}", flush=True)
    return ran.returncode == 0


def _has_room(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free >= ENOUGH_ROOM


def _python(*command: str) -> int:
    return subprocess.run([sys.executable, *command], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m tests`: sets up what is missing, then runs every check; with arguments, pytest alone."""

import os
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
# Benchmarks measure nothing while two workers share the machine: python3 -m tests tests/bench
EVERYTHING = ("-q", "-n", "2", "--dist", "worksteal", "--ignore=tests/bench")


def main(arguments: list[str]) -> int:
    """Run all checks and tests, or pytest with these arguments; return the first status that is not zero."""
    _bootstrap.ensure(tests=True)
    # The screens of the tests are drawn in memory.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if arguments:
        return _python("-m", "pytest", *arguments)
    failed = [name for name, command in CHECKS.items() if not _passes(name, command)]
    # Last, so that the closing line is the one of pytest.
    tests = _python("-m", "pytest", *EVERYTHING)
    if failed:
        print(f"failed before the tests: {', '.join(failed)}", file=sys.stderr)
    return tests or int(bool(failed))


def _passes(name: str, command: tuple[str, ...]) -> bool:
    passed = _python(*command) == 0
    print(f"{name}: {'ok' if passed else 'FAILED'}", flush=True)
    return passed


def _python(*command: str) -> int:
    return subprocess.run([sys.executable, *command], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

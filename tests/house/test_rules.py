"""What no tool keeps: the lock names no host, the set-up knows its parts, the start stays light, Qt is sound."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from cdm_desk import _bootstrap

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = [_bootstrap.lock_file(), _bootstrap.lock_file(tests=True)]
SENTENCES = {
    "commands", "domain", "store", "services", "exchange", "importers", "documents", "ui", "ui/tabs", "ui/dialogs",
}  # fmt: skip


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_address(lock: Path) -> None:
    assert "://" not in lock.read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_part_is_locked_by_hash(lock: Path) -> None:
    parts = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
    assert len(parts) > 30
    assert [part.splitlines()[0] for part in parts if "--hash=sha256:" not in part] == []


def test_the_locks_agree() -> None:
    run, tests = (set(re.findall(r"^\S+==\S+", lock.read_text(encoding="utf-8"), re.MULTILINE)) for lock in LOCKS)
    assert run - tests == set()


def test_what_the_project_names_is_locked() -> None:
    locked = {(name, version) for name, version in re.findall(r"^([\w-]+)==(\S+)", LOCKS[1].read_text(), re.MULTILINE)}
    for text in PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]:
        wanted = Requirement(text)
        versions = [version for name, version in locked if name == wanted.name.lower()]
        assert any(wanted.specifier.contains(version) for version in versions), text


def test_the_set_up_looks_for_every_part_of_the_project() -> None:
    names = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    wanted = {Requirement(text).name.lower() for text in names}
    homes = packages_distributions()
    found = {_plain(homes[part]) for part in _bootstrap.RUN_PARTS + _bootstrap.TEST_PARTS}
    assert found == wanted


@pytest.mark.parametrize("package", sorted(SENTENCES))
def test_a_package_opens_with_one_sentence_and_nothing_else(package: str) -> None:
    text = (ROOT / "cdm_desk" / package / "__init__.py").read_text(encoding="utf-8")
    assert re.fullmatch(r'"""[A-Z][^"]+\."""\n', text)


@pytest.mark.parametrize("heavy", ["sqlalchemy", "reportlab", "keyring", "xlsxwriter", "cryptography"])
def test_the_main_window_comes_without_what_is_heavy(heavy: str) -> None:
    code = f"import cdm_desk.ui.main_window, sys; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_set_up_loads_nothing_that_is_not_python_s_own() -> None:
    code = (
        "import sys; before = set(sys.modules); import cdm_desk.__main__;"
        "ours = {name.split('.')[0] for name in set(sys.modules) - before} - {'cdm_desk'};"
        "sys.exit(str(ours - sys.stdlib_module_names) if ours - sys.stdlib_module_names else 0)"
    )
    ran = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}"], check=False
    )
    assert ran.returncode == 0


def test_this_qt_keeps_count_of_nothing_through_200_000_calls() -> None:
    # PySide6 6.12.0 on Python 3.11 gives one reference to None away per call, and ends the process.
    code = (
        "import sys\n"
        "from PySide6.QtCore import QObject\n"
        "thing = QObject()\n"
        "before = sys.getrefcount(None)\n"
        "for _ in range(200_000): thing.setObjectName('x')\n"
        "lost = before - sys.getrefcount(None)\n"
        "sys.exit(0 if abs(lost) < 1_000 or sys.version_info >= (3, 12) else str(lost))\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _plain(distributions: list[str]) -> str:
    return distributions[0].lower().replace("_", "-")

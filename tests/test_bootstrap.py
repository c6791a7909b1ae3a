"""The set-up, on real folders and real environments; what it would fetch is left out by an empty lock file."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cdm_desk import _bootstrap

ROOT = Path(__file__).parents[1]
# A project of one package that can be found only inside its environment's own Python, and needs no network.
START = "from cdm_desk import _bootstrap as b\nb.RUN_PARTS = ('pip',)\nb.ensure()\nimport sys\nprint(sys.prefix)\n"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The set-up alone, with nothing in its lock file."""
    package = tmp_path / "project" / "cdm_desk"
    (package / "_lock").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "_bootstrap.py").write_text(Path(_bootstrap.__file__).read_text(encoding="utf-8"), encoding="utf-8")
    (package / "_lock" / "requirements.txt").write_text("")
    (package / "__main__.py").write_text(START)
    return package.parent


def _command(cache: Path, **more: str) -> tuple[list[str], dict[str, str]]:
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "CDM_LANG": "en", "PIP_NO_INDEX": "1", **more}
    return [str(getattr(sys, "_base_executable", sys.executable)), "-m", "cdm_desk"], environment


def _start(project: Path, cache: Path, **more: str) -> subprocess.CompletedProcess[str]:
    command, environment = _command(cache, **more)
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def bare(project: Path) -> Path:
    """The same project, asking for a part that this interpreter does not have but a new environment will."""
    main = project / "cdm_desk" / "__main__.py"
    main.write_text(START.replace("b.ensure()", "b.has = lambda parts: sys.prefix != sys.base_prefix\nb.ensure()"))
    main.write_text("import sys\n" + main.read_text())
    return project


def test_an_interpreter_that_has_every_part_is_used_as_it_is(project: Path, cache: Path) -> None:
    main = project / "cdm_desk" / "__main__.py"
    main.write_text(main.read_text().replace("'pip'", "'json'"))
    ran = _start(project, cache)
    assert (ran.returncode, ran.stdout.strip(), ran.stderr) == (0, sys.base_prefix, "")
    assert not cache.exists()


def test_the_first_start_makes_an_environment_and_the_second_only_uses_it(bare: Path, cache: Path) -> None:
    first, second = _start(bare, cache), _start(bare, cache)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert first.stdout == second.stdout
    assert first.stdout.startswith(str(cache / "cdm-desk" / "run-"))
    assert first.stderr.splitlines()[-1] == "Ready."
    assert second.stderr == ""


def test_two_that_start_at_once_make_one_environment(bare: Path, cache: Path) -> None:
    command, environment = _command(cache)
    pair = [
        subprocess.Popen(command, cwd=bare, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate() for process in pair]
    assert [process.returncode for process in pair] == [0, 0]
    assert len({out for out, _ in said}) == 1
    assert sorted("Making the environment" in err for _, err in said) == [False, True]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_one_killed_half_way_leaves_nothing_that_the_next_would_trust(bare: Path, cache: Path) -> None:
    command, environment = _command(cache)
    with subprocess.Popen(command, cwd=bare, env=environment, stderr=subprocess.PIPE, text=True) as killed:
        assert killed.stderr is not None
        while "Making the environment" not in killed.stderr.readline():
            pass
        killed.send_signal(signal.SIGKILL)
    assert _stamps(cache) == []
    again = _start(bare, cache)
    assert again.returncode == 0, again.stderr
    assert len(_stamps(cache)) == 1


@pytest.mark.long
def test_an_environment_that_lost_its_python_is_made_again(bare: Path, cache: Path) -> None:
    folder = Path(_start(bare, cache).stdout.strip())
    for python in (folder / "bin").glob("python*"):
        python.unlink()
    again = _start(bare, cache)
    assert (again.returncode, again.stdout.strip()) == (0, str(folder))


def test_an_environment_that_lost_a_part_is_made_again(project: Path, cache: Path) -> None:
    main = project / "cdm_desk" / "__main__.py"
    main.write_text(
        "import sys\n"
        + START.replace(
            "b.ensure()", "b.has = lambda p: b.find_spec('pip') and sys.prefix != sys.base_prefix\nb.ensure()"
        )
    )
    folder = Path(_start(project, cache).stdout.strip())
    for pip in folder.glob("lib/python*/site-packages/pip"):
        pip.rename(pip.with_name("gone"))
    again = _start(project, cache)
    assert (again.returncode, again.stdout.strip()) == (0, str(folder)), again.stderr


def test_a_part_that_never_comes_ends_in_a_sentence_not_in_a_circle(project: Path, cache: Path) -> None:
    main = project / "cdm_desk" / "__main__.py"
    main.write_text(START.replace("b.ensure()", "b.has = lambda parts: False\nb.ensure()"))
    ran = _start(project, cache)
    assert ran.returncode == 3
    assert "could not be mended" in ran.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The parts could not be fetched. Check the network, then start again."),
        ("fr", "Les composants n'ont pas pu être téléchargés. Vérifiez le réseau, puis redémarrez."),
        ("nl", "De onderdelen konden niet worden opgehaald. Controleer het netwerk en start opnieuw."),
    ],
)
def test_without_network_a_sentence_says_what_to_do(bare: Path, cache: Path, language: str, words: str) -> None:
    lock = bare / "cdm_desk" / "_lock" / "requirements.txt"
    lock.write_text(f"cdm-desk-nowhere==1.0 --hash=sha256:{'0' * 64}\n")
    ran = _start(bare, cache, CDM_LANG=language)
    assert ran.returncode == 3
    assert ran.stderr.splitlines()[-1].startswith(words)
    assert "cdm-desk-nowhere" in (cache / "cdm-desk" / "setup.log").read_text()
    assert _stamps(cache) == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Nothing can be written in {} (a part of the path is a file)."),
        ("fr", "Impossible d'écrire dans {} (une partie du chemin est un fichier)."),
        ("nl", "Er kan niets worden geschreven in {} (een deel van het pad is een bestand)."),
    ],
)
def test_a_cache_that_cannot_be_written_ends_in_a_sentence(
    bare: Path, tmp_path: Path, language: str, words: str
) -> None:
    file = tmp_path / "file"
    file.write_text("")
    ran = _start(bare, file, CDM_LANG=language)
    assert ran.returncode == 3
    assert words.format(file / "cdm-desk") in ran.stderr


@pytest.mark.parametrize(
    ("told", "ready"),
    [
        ({"CDM_LANG": "nl", "LANG": "fr_BE.UTF-8"}, "Klaar."),
        ({"CDM_LANG": "", "LC_ALL": "", "LC_MESSAGES": "nl_BE.UTF-8", "LANG": "fr_BE.UTF-8"}, "Klaar."),
        ({"CDM_LANG": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": "en_GB"}, "Ready."),
        ({"CDM_LANG": "", "LC_ALL": "C.UTF-8"}, "Prêt."),
    ],
    ids=["run", "locale", "system", "none"],
)
def test_the_set_up_speaks_the_language_of_the_run_else_of_the_system(
    told: dict[str, str], ready: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    assert _bootstrap.sentence("ready") == ready


@pytest.mark.long
def test_environments_that_nobody_started_for_a_month_are_removed(bare: Path, cache: Path) -> None:
    old, recent = (cache / "cdm-desk" / name for name in ("run-old", "run-recent"))
    for folder in (old, recent):
        folder.mkdir(parents=True)
        (folder / "complete").write_text("")
    os.utime(old / "complete", (time.time() - 31 * 86400,) * 2)
    assert _start(bare, cache).returncode == 0
    assert (old.exists(), recent.exists()) == (False, True)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="libraries of Linux")
def test_a_missing_library_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_bootstrap, "LIBRARIES", {"libc.so.6": "libc6", "libnowhere.so.1": "libnowhere1"})
    assert _bootstrap.missing_libraries(screen=False) == {"libnowhere.so.1": "libnowhere1"}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="libraries of Linux")
def test_without_root_the_exact_line_is_printed(bare: Path, cache: Path) -> None:
    main = bare / "cdm_desk" / "__main__.py"
    somebody = "b.LIBRARIES = {'libnowhere.so.1': 'libnowhere1'}\nb.os.geteuid = lambda: 1000\nb.ensure()"
    main.write_text(main.read_text().replace("b.ensure()", somebody))
    ran = _start(bare, cache)
    assert ran.returncode == 3
    assert ran.stderr.splitlines()[-1].strip() == (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends libnowhere1"
    )


def test_every_sentence_has_its_three_languages() -> None:
    tables = _bootstrap._SENTENCES | _bootstrap._REASONS  # type: ignore[operator] # noqa: SLF001 - the tables under test
    for name, words in tables.items():
        assert set(words) == {"en", "fr", "nl"}, name
        assert len({tuple(sorted(part for part in text.split() if part[0] == "{")) for text in words.values()}) == 1, (
            name
        )


def _stamps(cache: Path) -> list[Path]:
    return list((cache / "cdm-desk").glob("*/complete"))

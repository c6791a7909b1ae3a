"""The program as others run it: by its commands, each in a process of its own, each workstation with its own folder."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NOW = "2019-01-14T10:15"


@dataclass
class Workstation:
    """One workstation: its data folder, its share, what was printed when it was set up."""

    name: str
    data: Path
    share: Path | None = None
    now: str = NOW
    printed: dict[str, Any] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are given."""
        given = {name: value for name, value in os.environ.items() if not name.startswith("CDM_")}
        given |= {"CDM_DATA_DIR": str(self.data), "CDM_KEYRING": "file", "CDM_LANG": "en", "CDM_NOW": self.now}
        if self.share is not None:
            given["CDM_SHARE_DIR"] = str(self.share)
        return given

    def start(self, *words: str, **more: str) -> subprocess.Popen[str]:
        """Begin a command."""
        return subprocess.Popen(
            [sys.executable, "-m", "cdm_desk", *words],
            cwd=ROOT,
            env=self.environment | more,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, status: int = 0, code: str = "") -> list[dict[str, Any]]:
        """Run a command to its end and return the JSON objects it printed."""
        with self.start(*words, "--json", CDM_JOIN_CODE=code) as process:
            out, told = process.communicate(timeout=120)
        assert process.returncode == status, told
        return [json.loads(line) for line in out.splitlines()]

    def one(self, *words: str, code: str = "") -> dict[str, Any]:
        """Run a command that prints one object."""
        [found] = self.run(*words, code=code)
        return found

    def facts(self) -> str:
        """The bytes that `facts` prints for the day."""
        with self.start("facts", "--period", self.now[:10], "--json") as process:
            out, told = process.communicate(timeout=120)
        assert process.returncode == 0, told
        return out

    def numbers(self) -> list[Any]:
        """The numbers that wait on the board."""
        return [each["ticket"] for each in self.one("board")["waiting"]]


def found(folder: Path, share: Path, name: str, kind: str = "reception") -> Workstation:
    """Set up the first workstation, which founds the site."""
    share.mkdir(exist_ok=True)
    made = Workstation(name, folder / name, share)
    made.printed = made.one("init", "--workstation", name, "--kind", kind, "--share", str(share))
    return made


def join(folder: Path, first: Workstation, name: str, kind: str = "counselling") -> Workstation:
    """Set up another workstation by the joining code of the first."""
    assert first.share is not None
    made = Workstation(name, folder / name, first.share, now=first.now)
    code = first.printed["join_code"]
    made.printed = made.one(
        "init", "--workstation", name, "--kind", kind, "--share", str(first.share), "--join", code=code
    )
    return made

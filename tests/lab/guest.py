"""What one machine of the laboratory does on its mounted folder; its findings go into a file that the host reads.

First all machines race for names at the same moments; then each runs two workstations that are killed at random.
"""

import json
import os
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cdm_desk.domain.clock import WallClock
from cdm_desk.exchange.share_process import ShareProcess
from tests.chaos import several
from tests.journeys.program import Workstation, found, join

SHARE = Path("/run/share")
SITE = SHARE / "site"
KEYS = 300
SLOT = 0.05
LONGEST_WAIT = 900.0
PASSED = "passed"


def main() -> None:
    """Do all of it and write down what was found."""
    work, machine, machines, kills = Path(sys.argv[1]), *map(int, sys.argv[2:5])
    house = House(work, machine, machines)
    findings: dict[str, Any] = {"mounted": os.path.ismount(SHARE), "place": asdict(ShareProcess(SHARE).place())}
    findings["race"] = race(house)
    findings |= work_and_die(house, kills)
    (work / f"findings{machine}.json").write_text(json.dumps(findings))


class House:
    """The machines together: they meet by files on the host, never by the folder under examination."""

    def __init__(self, work: Path, machine: int, machines: int) -> None:
        self.work = work
        self.machine = machine
        self._machines = machines

    def meet(self, name: str, text: str = "-") -> list[str]:
        """Wait until every machine has come so far; return what each brought."""
        files = [self.work / f"met-{name}-{machine}" for machine in range(self._machines)]
        beside = files[self.machine].with_suffix(".new")
        beside.write_text(text)
        beside.rename(files[self.machine])
        until = time.monotonic() + LONGEST_WAIT
        while not all(file.exists() for file in files):
            if time.monotonic() > until:
                raise TimeoutError(name)
            time.sleep(0.1)
        return [file.read_text() for file in files]


def race(house: House) -> dict[str, Any]:
    """Want the same names at the same moments as the others, by a link and by an exclusive creation."""
    calls = ShareProcess(SHARE, patience=30)
    if house.machine == 0:
        for folder in ("race", "excl"):
            calls.folder(folder)
    house.meet("folders")
    mine = f"machine {house.machine}".encode()
    start = float(max(house.meet("start", repr(time.time() + 3)))) if house.machine >= 0 else 0.0
    linked, created = [], []
    for no in range(KEYS):
        time.sleep(max(0.0, start + no * SLOT - time.time()))
        linked.append(calls.put(f"race/{no}", mine).data.decode())
        created.append(_created(SHARE / "excl" / str(no)))
    calls.stop()
    return {"linked": linked, "created": created, "pid": os.getpid()}


def _created(path: Path) -> bool:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except OSError:
        return False
    return True


def work_and_die(house: House, kills: int) -> dict[str, Any]:
    """Run two workstations until they were killed so many times; then let all exchange and tell what is known."""
    desks = _desks(house)
    told = [several.Told() for _desk in desks]
    house.meet("joined")
    examined = examine(desks)
    house.meet("ready")
    threads = [
        threading.Thread(target=several.keep_killing, args=(desk, told[no], kills, 100 * house.machine + no))
        for no, desk in enumerate(desks)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for turn in range(3):
        house.meet(f"settle{turn}")
        for desk in desks:
            several.settle(desk)
    house.meet("settled")
    today = WallClock().now().date().isoformat()
    return {
        "examined": examined,
        "told": [asdict(each) for each in told],
        "facts": [desk.run("facts", "--period", today) for desk in desks],
        "digests": [several.digest(desk) for desk in desks],
    }


def examine(desks: list[Workstation]) -> dict[str, list[str]]:
    """Let each workstation examine the folder with another one; return how each try of each ended."""
    tries: dict[str, list[str]] = {desk.name: [] for desk in desks}
    for _turn in range(4):
        processes = [
            (desk.name, desk.start("share", "check", "--wait", "90", "--json"))
            for desk in desks
            if PASSED not in tries[desk.name]
        ]
        for name, process in processes:
            out, trouble = process.communicate(timeout=600)
            tries[name].append(PASSED if process.returncode == 0 else _failed(out, trouble))
    return tries


def _failed(out: str, trouble: str) -> str:
    """Say in a line what an examination found wanting."""
    told: dict[str, Any] = json.loads(out.splitlines()[-1]) if out else {}
    wanting = [f"{each['check']} {each['measured']}" for each in told.get("checks", ()) if not each["passed"]]
    return "; ".join(wanting) or trouble.strip()[-200:] or "nothing was said"


def _desks(house: House) -> list[Workstation]:
    folder, names = Path("/run/desks"), [f"Poste {2 * house.machine + no + 1}" for no in range(2)]
    folder.mkdir()
    first = None
    if house.machine == 0:
        first = found(folder, SITE, names[0])
    codes = house.meet("founded", first.printed["join_code"] if first else "-")
    founder = first or Workstation("founder", folder, SITE, printed={"join_code": codes[0]})
    others = [join(folder, founder, name, kind="reception") for name in (names[1:] if first else names)]
    return [first, *others] if first else others


if __name__ == "__main__":
    main()

"""Start a server and some machines, let them race and die, and judge what they found."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Final

import tests.lab
from tests.journeys.program import ROOT
from tests.lab.guest import PASSED
from tests.lab.servers import Server, missing

NETWORK: Final = "10.77"
MEMORY: Final = "700M"


def main() -> int:
    """Run the laboratory once; 0 when every claim went to one alone and nothing was lost, 77 where it cannot."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.lab", description=tests.lab.__doc__)
    parser.add_argument("kind", choices=("smb", "nfs"))
    parser.add_argument("-n", "--kills", type=int, default=60, help="how many kills in all (60)")
    parser.add_argument("--machines", type=int, default=3)
    parser.add_argument("--stop", type=float, default=0.0, help="let the server hang for so many seconds in between")
    asked = parser.parse_args()
    if why := _hindrance():
        print(f"skipped: {why}")
        return 77
    with tempfile.TemporaryDirectory(prefix="cdm-lab-") as name:
        return _run(asked, Path(name))


def _hindrance() -> str:
    if os.geteuid() != 0 or not Path("/dev/net/tun").exists():
        return "the laboratory needs root and /dev/net/tun"
    packages = missing()
    return f"install {' '.join(packages)}" if packages else ""


def _run(asked: argparse.Namespace, work: Path) -> int:
    share = work / "share"
    share.mkdir(mode=0o777)
    share.chmod(0o777)
    server = Server(asked.kind, work / "server", share)
    machines = [_Machine(asked, work, number, server.port) for number in range(asked.machines)]
    nemesis = threading.Thread(target=_hang, args=(server, work, asked.stop), daemon=True)
    nemesis.start()
    try:
        # One that came to nothing leaves the others waiting for it.
        while any(machine.runs for machine in machines) and not any(machine.failed(work) for machine in machines):
            time.sleep(0.5)
    finally:
        for machine in machines:
            machine.end()
        server.end()
    return _verdict(asked, work)


def _hang(server: Server, work: Path, seconds: float) -> None:
    """Let the server hang once, while all of them work."""
    while seconds and not all((work / f"met-ready-{number}").exists() for number in range(1)):
        time.sleep(0.5)
    if seconds:
        time.sleep(15)
        server.hang()
        time.sleep(seconds)
        server.go_on()


class _Machine:
    """A User-mode Linux with a network of its own to the server."""

    def __init__(self, asked: argparse.Namespace, work: Path, number: int, port: int) -> None:
        self._number = number
        self._tap = f"cdm{number}"
        self._clear_tap()
        for words in (
            ["tuntap", "add", "dev", self._tap, "mode", "tap"],
            ["addr", "add", f"{NETWORK}.{number}.1/24", "dev", self._tap],
            ["link", "set", self._tap, "up"],
        ):
            subprocess.run(["ip", *words], check=True)
        settings = work / f"machine{number}"
        given = {
            "KIND": asked.kind,
            "MACHINE": number,
            "MACHINES": asked.machines,
            "KILLS": asked.kills // (2 * asked.machines),
            "PORT": port,
            "SERVER": f"{NETWORK}.{number}.1",
            "ADDRESS": f"{NETWORK}.{number}.2",
            "ROOT": ROOT,
            "WORK": work,
            "PYTHON": sys.executable,
        }
        settings.write_text("".join(f"{name}='{value}'\n" for name, value in given.items()))
        script = work / "guest.sh"
        shutil.copy(Path(__file__).with_name("guest.sh"), script)
        script.chmod(0o755)
        with (work / f"console{number}").open("wb") as console:
            self._process = subprocess.Popen(
                [
                    "linux.uml", f"mem={MEMORY}", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "rw",
                    f"init={script}", f"lab={settings}", f"vec0:transport=tap,ifname={self._tap},depth=128,gro=1",
                    "con=null", "con0=fd:0,fd:1", "con1=null", "ssl=null", "quiet",
                ],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                start_new_session=True,
            )  # fmt: skip

    @property
    def runs(self) -> bool:
        return self._process.poll() is None

    def failed(self, work: Path) -> bool:
        return not self.runs and not (work / f"findings{self._number}.json").exists()

    def end(self) -> None:
        subprocess.run(["pkill", "-KILL", "-s", str(self._process.pid)], check=False)
        self._clear_tap()

    def _clear_tap(self) -> None:
        subprocess.run(["ip", "link", "del", self._tap], check=False, stderr=subprocess.DEVNULL)


def _verdict(asked: argparse.Namespace, work: Path) -> int:
    found: list[dict[str, Any]] = []
    for number in range(asked.machines):
        file = work / f"findings{number}.json"
        if not file.exists():
            print(f"machine {number} found nothing:", *_tail(work, number), sep="\n  ")
            return 1
        found.append(json.loads(file.read_text()))
    place = found[0]["place"]
    races = [each["race"] for each in found]
    linked = list(zip(*(race["linked"] for race in races), strict=True))
    created = list(zip(*(race["created"] for race in races), strict=True))
    disputed = sum(len(set(answers)) != 1 or not answers[0] for answers in linked)
    twice_created = sum(sum(answers) > 1 for answers in created)
    told = [desk for each in found for desk in each["told"]]
    known = [desk for each in found for desk in each["facts"]]
    facts = [fact for desk in told for fact in desk["facts"]]
    numbers = [number for desk in told for number in desk["numbers"]]
    calls = [call for desk in told for call in desk["calls"]]
    here = [{str(fact["id"]).replace("-", "") for fact in desk} for desk in known]
    lost = sum(fact not in ids for fact in facts for ids in here)
    differing = sum(desk != known[0] for desk in known)
    tries = {name: ends for each in found for name, ends in each["examined"].items()}
    hindered = {name: ends for name, ends in tries.items() if ends != [PASSED]}
    digests = {digest for each in found for digest in each["digests"]}
    doubles, twice = len(calls) - len(set(calls)), len(numbers) - len(set(numbers))
    print(
        f"{place['kind']} {place['source']}, {asked.machines} machines with {2 * asked.machines} workstations, "
        f"{asked.kills} kills, server hung for {asked.stop:g} s\n"
        f"race for {len(linked)} names: {disputed} disputed by link; {twice_created} made by two by O_EXCL, for "
        f"comparison; process ids {[race['pid'] for race in races]}\n"
        f"examined by two: {sum(PASSED in each for each in tries.values())} of {2 * asked.machines} passed; "
        f"what failed first: {hindered or 'nothing'}\n"
        f"{len(facts)} acknowledged, {lost} lost; {len(numbers)} numbers, {twice} twice; {len(calls)} calls, "
        f"{doubles} double; {differing} workstations with other facts, {len(digests)} digest(s)"
    )
    return int(bool(disputed or lost or twice or doubles or differing or len(digests) != 1 or not facts or not calls))


def _tail(work: Path, number: int) -> list[str]:
    texts = [work / f"guest{number}.out", work / f"console{number}"]
    return [line for file in texts if file.exists() for line in file.read_text(errors="replace").splitlines()[-15:]]


if __name__ == "__main__":
    sys.exit(main())

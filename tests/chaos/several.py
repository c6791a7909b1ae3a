"""Five workstations on one folder, killed at random while they register and call: nothing lost, nothing twice.

python3 -m tests.chaos several -n 100
"""

import random
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from cdm_desk.domain.clock import WallClock
from tests.journeys.program import ROOT, Workstation, found, join

NAMES = ("Poste 1", "Poste 2", "Poste 3", "Poste 4", "Poste 5")
LONGEST_RUN = 3.0


@dataclass
class Told:
    """What the desks told before they were killed."""

    facts: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    """Tickets, each with how many calls of it that makes: who waits again is called again."""
    refusals: list[str] = field(default_factory=list)

    def hear(self, line: str) -> None:
        """Keep a line that came whole."""
        match line.split():
            case ["ACK", fact, number] if len(fact) == 32:
                self.facts.append(fact)
                self.numbers.append(number)
            case ["CALL", ticket, attempt] if len(ticket) == 32:
                self.calls.append(f"{ticket}:{attempt}")
            case ["REFUSED", name]:
                self.refusals.append(name)


def run(count: int, seed: int) -> int:
    """Kill so many times, let all exchange, and compare what was told with what everybody knows."""
    folder = Path(tempfile.mkdtemp(prefix="cdm-several-"))
    first = found(folder, folder / "share", NAMES[0])
    desks = [first, *(join(folder, first, each, kind="reception") for each in NAMES[1:])]
    told = [Told() for _desk in desks]
    threads = [
        threading.Thread(target=keep_killing, args=(desk, told[no], count // len(desks), seed + no))
        for no, desk in enumerate(desks)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for desk in desks * 2:
        settle(desk)
    wrong = verdict(desks, told, f"{count} kills")
    if wrong:
        print(f"the stores and the shared folder stay in {folder}")
    else:
        shutil.rmtree(folder)
    return wrong


def settle(desk: Workstation) -> None:
    """Let a desk exchange everything."""
    begun(desk, "settle").communicate()


def digest(desk: Workstation) -> str:
    """Return the digest of all that a desk shares with the others."""
    told, _nothing = begun(desk, "digest").communicate()
    return told.strip()


def begun(desk: Workstation, *task: str) -> subprocess.Popen[str]:
    """Start a desk with a task."""
    # All of them live in the true moment, each as fast as it can.
    given = {name: value for name, value in desk.environment.items() if name != "CDM_NOW"}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.chaos._desk", str(desk.data), *task],
        cwd=ROOT,
        env=given,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )


def keep_killing(desk: Workstation, told: Told, count: int, seed: int) -> None:
    """Start a desk and kill it, so many times, and hear what it tells."""
    chance = random.Random(seed)
    for number in range(count):
        process = begun(desk, str(seed * 1000 + number))
        assert process.stdout is not None
        if process.stdout.readline() != "READY\n":
            process.wait()
            told.refusals.append("did not start")
            continue
        killer = threading.Timer(chance.uniform(0.0, LONGEST_RUN), process.kill)
        killer.start()
        for line in process.stdout:
            if line.endswith("\n"):
                told.hear(line)
        process.stdout.close()
        process.wait()


def verdict(desks: list[Workstation], told: list[Told], what: str) -> int:
    """Compare what the desks told with what each of them knows; 0 when nothing is lost and nothing twice."""
    today = WallClock().now().date().isoformat()
    known = [desk.run("facts", "--period", today) for desk in desks]
    facts = [fact for each in told for fact in each.facts]
    numbers = [number for each in told for number in each.numbers]
    calls = [call for each in told for call in each.calls]
    lost = [sum(fact not in {str(each["id"]).replace("-", "") for each in here} for fact in facts) for here in known]
    doubles = len(calls) - len(set(calls))
    # Nobody here puts a visitor back: a second call of one, under whatever attempt, is wrong too.
    again_called = len(calls) - len({call.partition(":")[0] for call in calls}) - doubles
    twice = len(numbers) - len(set(numbers))
    for desk, each in zip(desks, told, strict=True):
        tickets = [call.partition(":")[0] for call in calls]
        again = sorted(name for name in {*each.numbers, *each.calls} if (numbers + calls).count(name) > 1)
        again += sorted(call for call in each.calls if tickets.count(call.partition(":")[0]) > 1)
        if again:
            print(f"  {desk.name} told {again}, which was told twice")
    differing = sum(here != known[0] for here in known)
    digests = {digest(desk) for desk in desks}
    refusals = Counter(refusal for each in told for refusal in each.refusals)
    started = refusals["did not start"]
    print(
        f"{what}: {len(facts)} acknowledged, {sum(lost)} lost; {len(numbers)} numbers, {twice} twice; "
        f"{len(calls)} calls, {doubles} double, {again_called} of somebody called before; "
        f"{differing} workstations with other facts, {len(digests)} digest(s); "
        f"refused: {dict(refusals) or 'nothing'}"
    )
    return int(bool(sum(lost) or doubles or again_called or twice or differing or len(digests) != 1 or started))

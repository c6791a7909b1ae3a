"""The program killed while it registers: nothing that was acknowledged is lost, no number is given twice.

python3 -m tests.chaos kill9 -n 1000
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.journeys.program import ROOT, Workstation

LONGEST_RUN = 0.15


def run(count: int, seed: int) -> int:
    """Start the registering loop so many times, kill it at a random moment after its first act, and compare."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="cdm-kill9-") as folder:
        desk = Workstation("Accueil 1", Path(folder) / "data")
        desk.one("init", "--workstation", "Accueil 1", "--kind", "reception")
        acknowledged: list[str] = []
        slowest = 0.0
        for number in range(1, count + 1):
            began = time.monotonic()
            acts, first = _killed(desk, chance.uniform(0.0, LONGEST_RUN))
            slowest = max(slowest, first - began)
            acknowledged += acts
            if number % 50 == 0:
                print(f"{number} kills, {len(acknowledged)} acknowledged", flush=True)
        return _verdict(desk, acknowledged, count, slowest)


def _killed(desk: Workstation, after: float) -> tuple[list[str], float]:
    """Let the loop run until its first act and a little longer; return what it acknowledged, and when first."""
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "cdm_desk", "register", "--theme", "EMP", "--loop", "100000", "--ack-fd", str(writing)],
        cwd=ROOT,
        env=desk.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        pass_fds=[writing],
    )
    os.close(writing)
    text = os.read(reading, 1)
    first = time.monotonic()
    if not text:
        _out, told = process.communicate()
        sys.exit(told.decode())
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    while part := os.read(reading, 1 << 16):
        text += part
    os.close(reading)
    lines = text.decode().split("\n")
    # What follows the last line break was cut in the middle of being told.
    return [line.removeprefix("ACK ") for line in lines[:-1]], first


def _verdict(desk: Workstation, acknowledged: list[str], count: int, slowest: float) -> int:
    facts = desk.run("facts", "--period", desk.now[:10])
    kept = {str(each["id"]).replace("-", "") for each in facts}
    lost = [each for each in acknowledged if each.replace("-", "") not in kept]
    numbers = desk.numbers()
    twice = len(numbers) - len(set(numbers))
    whole = desk.run("check")
    print(
        f"{count} kills: {len(acknowledged)} acknowledged, {len(lost)} lost, {len(kept) - len(set(acknowledged))} "
        f"written but not told, {twice} numbers twice, slowest start {slowest:.1f} s, check: {whole}"
    )
    return int(bool(lost or twice))

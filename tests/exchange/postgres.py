"""A real PostgreSQL server for the tests: made, started, killed and stopped by them."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from cdm_desk.exchange.hub_tables import HubMade, make_hub

_UNPRIVILEGED = ("postgres", "nobody")
_STARTING = 60.0


def binaries() -> Path | None:
    """Return where the programs of the server lie, None where there are none."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    for initdb in (*packaged, *([Path(on_path)] if on_path else [])):
        if initdb.with_name("postgres").exists():
            return initdb.parent
    return None


class Server:
    """One server of its own, in a folder, on a port of this machine."""

    def __init__(
        self, folder: Path, programs: Path, copy_of: "Server | None" = None, *, power_cuts: bool = False
    ) -> None:
        """`copy_of` makes it a replica that follows another server; `power_cuts` that it waits for its disk."""
        self._power_cuts = power_cuts
        self._folder = folder
        self._programs = programs
        self._data = folder / "data"
        self._as = _account()
        self._made = 0
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        if self._as:
            # The server refuses to run as root.
            shutil.chown(folder, self._as)
        if copy_of is None:
            self._run("initdb", "-D", self._data, "-A", "trust", "-U", "admin", "-E", "UTF8", "--locale=C")
        else:
            self._run("pg_basebackup", "-D", self._data, "-R", "-X", "stream", "-d", copy_of.admin_url)

    @property
    def admin_url(self) -> str:
        """The address of who may make databases."""
        return f"postgresql://admin@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        begin = [*self._begin(), str(self._programs / "postgres"), "-D", str(self._data), "-k", str(self._folder)]
        settings = ["-h", "127.0.0.1", "-p", str(self.port), "-c", "max_connections=300"]
        # A process that is killed loses nothing that it wrote: only a power cut would.
        settings += ["-c", f"fsync={'on' if self._power_cuts else 'off'}"]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*begin, *settings], stdout=log, stderr=log, start_new_session=True, cwd=self._folder
            )
        until = time.monotonic() + _STARTING
        while True:
            try:
                psycopg.connect(self.admin_url, connect_timeout=5).close()
            except psycopg.OperationalError:
                assert time.monotonic() < until, (self._folder / "log").read_text()
                time.sleep(0.05)
            else:
                return

    def promote(self) -> None:
        """Let a replica take writes from now on."""
        self._run("pg_ctl", "promote", "-w", "-D", self._data)

    def wait_for_replica(self) -> None:
        """Acknowledge from now on only what a replica has on its disk too."""
        with psycopg.connect(self.admin_url, autocommit=True) as line:
            line.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            line.execute("SELECT pg_reload_conf()")
            until = time.monotonic() + _STARTING
            while line.execute("SELECT FROM pg_stat_replication WHERE sync_state = 'sync'").fetchone() is None:
                assert time.monotonic() < until
                time.sleep(0.05)

    def kill(self) -> None:
        """Kill the server and every process of it, as a power cut would."""
        assert self._process is not None
        self.signal(signal.SIGKILL)
        self._process.wait()
        self._process = None
        (self._data / "postmaster.pid").unlink(missing_ok=True)

    def signal(self, what: signal.Signals) -> None:
        """Send a signal to the server and every process of it."""
        for pid in self.pids():
            if _alive(pid):
                os.kill(pid, what)

    def stop(self) -> None:
        """End the server."""
        if self._process is not None:
            self.signal(signal.SIGCONT)
            self._process.send_signal(signal.SIGINT)
            self._process.wait(20)
            self._process = None

    def made(self, database: str) -> HubMade:
        """Make a database with the tables of a hub in it; the logins have their passwords from the first time."""
        with psycopg.connect(self.admin_url, autocommit=True) as line:
            line.execute(f'CREATE DATABASE "{database}"')
        return make_hub(self.admin_url.replace("/postgres", f"/{database}"))

    def url(self, database: str, login: str = "cdm_desk") -> str:
        """Return the address of a workstation."""
        return f"postgresql://{login}@127.0.0.1:{self.port}/{database}"

    def fresh_url(self) -> str:
        """Return the address of a workstation on a hub of its own."""
        self._made += 1
        self.made(f"hub{self._made}")
        return self.url(f"hub{self._made}")

    def lines(self, database: str) -> int:
        """Return how many connections a database has."""
        with psycopg.connect(self.admin_url) as line:
            row = line.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", (database,)).fetchone()
        return int(row[0]) if row else 0

    def cut_all(self, database: str) -> None:
        """End every connection to a database."""
        with psycopg.connect(self.admin_url) as line:
            line.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,))

    def pids(self) -> list[int]:
        """Return the processes of the server, its main one first."""
        main = int((self._data / "postmaster.pid").read_text().split()[0])
        # Children first would let the main process start others in their place.
        found = [main]
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(stat.read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
            if parent == main:
                found.append(int(stat.parent.name))
        return found

    def _begin(self) -> list[str]:
        return ["setpriv", f"--reuid={self._as}", "--clear-groups"] if self._as else []

    def _run(self, program: str, *words: object) -> None:
        command = [*self._begin(), self._programs / program, *words]
        subprocess.run([str(word) for word in command], check=True, capture_output=True, cwd=self._folder)


@contextmanager
def replica(programs: Path, of: Server) -> Iterator[Server]:
    """A server that follows another one, and that this one waits for."""
    with TemporaryDirectory(prefix="cdm-postgres-") as folder:
        made = Server(Path(folder), programs, of)
        made.start()
        try:
            yield made
        finally:
            made.stop()


@contextmanager
def server(programs: Path, *, power_cuts: bool = False) -> Iterator[Server]:
    """A server for as long as it is needed, in a folder that its account can reach."""
    with TemporaryDirectory(prefix="cdm-postgres-") as folder:
        made = Server(Path(folder), programs, power_cuts=power_cuts)
        made.start()
        try:
            yield made
        finally:
            made.stop()


class Proxy:
    """Stands between a workstation and the server, and can lose the answer to what is asked next."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._losing = threading.Event()
        self.lost = 0
        self._ends: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def lose_next_answer(self) -> None:
        """Carry the next question to the server, and cut the line instead of carrying the answer back."""
        self._losing.set()

    def close(self) -> None:
        """Take no more lines, and cut those there are."""
        for each in (self._listening, *self._ends):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _where = self._listening.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._server_port))
            self._ends += [near, far]
            for ends in ((near, far, False), (far, near, True)):
                threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                if answers and self._losing.is_set():
                    self._losing.clear()
                    self.lost += 1
                    break
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def _account() -> str | None:
    if os.getuid() != 0:
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return next(name for name in _UNPRIVILEGED if name in names)


def _alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()

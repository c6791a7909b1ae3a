import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cdm_desk.exchange.share_process import FileCalls, ShareProcess
from cdm_desk.exchange.site import NO_LINKS


@pytest.fixture
def share(tmp_path: Path) -> Iterator[ShareProcess]:
    process = ShareProcess(tmp_path, patience=5)
    yield process
    process.stop()


def test_what_was_appended_is_read_from_any_offset(share: ShareProcess) -> None:
    share.append("bell", b"one")
    share.append("bell", b"two")

    assert share.read("bell").data == b"onetwo"
    assert share.read("bell", 3).data == b"two"
    assert share.read("bell", 3).size == 6


def test_a_file_is_overwritten_in_place_and_never_made_by_it(share: ShareProcess, tmp_path: Path) -> None:
    share.create("bell", b"before")
    inode = (tmp_path / "bell").stat().st_ino
    share.overwrite("bell", b"AFTER!")

    assert share.read("bell").data == b"AFTER!"
    assert (tmp_path / "bell").stat().st_ino == inode
    with pytest.raises(FileNotFoundError):
        share.overwrite("gone", b"x")


def test_of_two_puts_the_first_stays_whole(share: ShareProcess, tmp_path: Path) -> None:
    assert share.put("once", b"first").data == b"first"
    assert share.put("once", b"second").data == b"first"
    assert [each.name for each in tmp_path.iterdir()] == ["once"]


@pytest.fixture
def refusals(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """With what errors the mount refuses to open the name `once`, one after the other."""
    refused: list[int] = []
    really = os.open

    def opened(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if Path(path).name == "once" and refused:
            raise OSError(refused.pop(0), "once")
        return really(path, flags, mode)

    monkeypatch.setattr("cdm_desk.exchange.share_process.os.open", opened)
    return refused


def test_a_name_that_is_taken_is_read_again_where_the_mount_refuses_it_for_a_moment(
    tmp_path: Path, refusals: list[int]
) -> None:
    calls = FileCalls(tmp_path)
    calls.put("once", b"first", 0)
    refusals += [22, 2, 22]

    assert calls.put("once", b"second", 0) == ({"size": 5, "error": 0}, b"first")


def test_a_name_that_is_taken_and_cannot_be_read_is_no_sign_that_there_are_no_links(
    tmp_path: Path, refusals: list[int]
) -> None:
    calls = FileCalls(tmp_path)
    calls.put("once", b"first", 0)
    refusals += [22] * 1000

    reply, body = calls.put("once", b"second", 0)
    assert reply["error"] not in {0, 2, *NO_LINKS}
    assert body == b""


@pytest.mark.parametrize(
    "name", ["../out", "a/../b", "/etc/passwd", "A", "a b", "", "x" * 65, "a/b/c/d/e", "nul\0", "con:stream", "é"]
)
def test_a_name_that_is_not_ours_is_refused(share: ShareProcess, name: str) -> None:
    with pytest.raises(OSError, match=r"\[Errno 22\]"):
        share.append(name, b"x")


def test_a_symbolic_link_is_not_followed(share: ShareProcess, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"secret")
    (tmp_path / "bell").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError, match=r"\[Errno 40\]"):
        share.read("bell")


def test_a_pipe_or_a_folder_in_the_place_of_a_file_holds_nobody(share: ShareProcess, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()

    for name in ("pipe", "folder"):
        with pytest.raises(OSError, match=r"\[Errno 40\]"):
            share.read(name)


def test_no_folder_is_made_where_the_marker_is_not_the_right_one(share: ShareProcess, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        share.folder("q", b"marker")
    (tmp_path / "site").write_bytes(b"another")
    with pytest.raises(FileNotFoundError):
        share.folder("q", b"marker")

    assert not (tmp_path / "q").exists()


def test_a_root_that_is_gone_is_never_made(tmp_path: Path) -> None:
    share = ShareProcess(tmp_path / "gone", patience=5)
    with pytest.raises(FileNotFoundError):
        share.append("bell", b"x")
    with pytest.raises(FileNotFoundError):
        share.folder("q")
    share.stop()

    assert not (tmp_path / "gone").exists()


def test_a_bundled_program_starts_itself_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = tmp_path / "cdm-desk"
    bundled.write_text(f'#!/bin/sh\nexec {sys.executable} -m cdm_desk "$@"\n')
    bundled.chmod(0o755)
    python_path = str(Path(__file__).resolve().parents[2])
    monkeypatch.setenv("PYTHONPATH", python_path)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(bundled))
    share = ShareProcess(tmp_path, patience=20)
    share.append("bell", b"x")

    assert share.read("bell").data == b"x"
    share.stop()


def hung(root: Path) -> ShareProcess:
    """Return a share whose process has been stopped; to be started it had all the time it needs."""
    share = ShareProcess(root)
    share.append("bell", b"x")
    assert share.pid is not None
    os.kill(share.pid, signal.SIGSTOP)
    share.patience = 0.5
    return share


def test_a_hung_call_costs_its_patience_and_the_next_one_works(tmp_path: Path) -> None:
    share = hung(tmp_path)

    began = time.monotonic()
    with pytest.raises(TimeoutError):
        share.read("bell")
    assert 0.4 < time.monotonic() - began < 4

    share.patience = 20
    assert share.read("bell").data == b"x"
    share.stop()


def test_more_than_a_pipe_holds_does_not_block_on_a_hung_process(tmp_path: Path) -> None:
    share = hung(tmp_path)

    with pytest.raises(TimeoutError):
        share.append("bell", bytes(1 << 20))
    share.stop()


def test_a_process_that_was_killed_is_replaced(share: ShareProcess) -> None:
    share.append("bell", b"x")
    assert share.pid is not None
    os.kill(share.pid, signal.SIGKILL)

    with pytest.raises(BrokenPipeError):
        share.read("bell")
    assert share.read("bell").data == b"x"


def test_stopping_ends_a_call_that_hangs(tmp_path: Path) -> None:
    share = ShareProcess(tmp_path, patience=60)
    share.append("bell", b"x")
    assert share.pid is not None
    os.kill(share.pid, signal.SIGSTOP)
    failed: list[OSError] = []

    def read() -> None:
        try:
            share.read("bell")
        except OSError as fault:
            failed.append(fault)

    reader = threading.Thread(target=read)
    reader.start()
    share.stop()
    reader.join(5)

    assert not reader.is_alive()
    assert len(failed) == 1


def test_a_file_system_that_hangs_holds_nobody(tmp_path: Path) -> None:
    real, mounted = tmp_path / "real", tmp_path / "mounted"
    real.mkdir()
    mounted.mkdir()
    try:
        server = subprocess.Popen(["bindfs", "-f", real, mounted], stderr=subprocess.DEVNULL)
    except FileNotFoundError:
        pytest.skip("bindfs is not installed")
    share = ShareProcess(mounted)
    try:
        _until(lambda: server.poll() is not None or os.path.ismount(mounted))
        if server.poll() is not None:
            pytest.skip("no file system can be mounted here")
        share.append("bell", b"x")
        share.patience = 0.5
        os.kill(server.pid, signal.SIGSTOP)
        with pytest.raises(TimeoutError):
            share.read("bell")
        with pytest.raises(TimeoutError):
            share.append("bell", b"y")
        os.kill(server.pid, signal.SIGCONT)
        share.patience = 20
        assert share.read("bell").data.startswith(b"x")
    finally:
        os.kill(server.pid, signal.SIGCONT)
        share.stop()
        subprocess.run(["fusermount", "-u", "-z", mounted], check=False, capture_output=True)
        server.wait(10)


def test_a_full_disk_is_said_and_leaves_what_was_there(tmp_path: Path) -> None:
    mounted = tmp_path / "small"
    mounted.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", mounted], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    share = ShareProcess(mounted, patience=5)
    try:
        share.append("log", b"kept")
        with pytest.raises(OSError, match=r"\[Errno 28\]"):
            share.append("log", bytes(100_000))
        assert share.read("log").data.startswith(b"kept")
        assert share.put("claim", bytes(100_000)).error == 28
        assert share.names() == ("log",)
    finally:
        share.stop()
        subprocess.run(["umount", mounted], check=True)


def _until(true: object, seconds: float = 5) -> None:
    assert callable(true)
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        threading.Event().wait(0.01)

"""Secrets: in the keyring of the system, or by name in a file for its owner alone, and never made anew."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from cdm_desk.domain.errors import (
    KeyringMissingError,
    SecretMissingError,
    SecretsDamagedError,
    SecretsFileRefusedError,
    SecretsReadableError,
)
from cdm_desk.vault import FileVault, KeyringVault, MemoryVault, Vault, needed, open_vault

ROOT = Path(__file__).parents[1]
KEY = bytes(range(256))


@pytest.fixture(params=["memory", "file"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Vault:
    return MemoryVault() if request.param == "memory" else FileVault(tmp_path / "deep" / "secrets.json")


@pytest.fixture
def chosen() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_a_secret_comes_back_byte_for_byte(vault: Vault) -> None:
    vault.put("store", KEY)
    vault.put("site", b"")
    assert (vault.get("store"), vault.get("site"), vault.get("other")) == (KEY, b"", None)


def test_a_secret_can_be_replaced_and_forgotten(vault: Vault) -> None:
    vault.put("store", KEY)
    vault.put("store", b"new")
    assert vault.get("store") == b"new"
    vault.delete("store")
    vault.delete("store")
    assert vault.get("store") is None


def test_a_secret_that_must_be_there_is_never_made(vault: Vault) -> None:
    with pytest.raises(SecretMissingError) as caught:
        needed(vault, "store")
    assert caught.value.name == "store"
    assert vault.get("store") is None


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    FileVault(tmp_path / "secrets.json").put("store", KEY)
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_file_that_others_reach_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "secrets.json"
    FileVault(file).put("store", KEY)
    file.chmod(mode)
    with pytest.raises(SecretsReadableError):
        FileVault(file).get("store")
    with pytest.raises(SecretsReadableError):
        FileVault(file).put("store", b"new")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"store": 1}', b'{"store": "%%%"}', b"\xff"])
def test_a_damaged_file_is_told_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "secrets.json"
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(SecretsDamagedError):
        FileVault(file).put("store", KEY)
    assert file.read_bytes() == content


def test_a_link_in_the_place_of_the_file_is_not_followed(tmp_path: Path) -> None:
    FileVault(tmp_path / "elsewhere.json").put("store", KEY)
    (tmp_path / "secrets.json").symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(SecretsDamagedError):
        FileVault(tmp_path / "secrets.json").get("store")


def test_secrets_kept_at_once_are_all_there(tmp_path: Path) -> None:
    names = [f"key {number}" for number in range(40)]

    def keep(name: str) -> None:
        FileVault(tmp_path / "secrets.json").put(name, name.encode())

    with ThreadPoolExecutor(4) as together:
        list(together.map(keep, names))
    assert [FileVault(tmp_path / "secrets.json").get(name) for name in names] == [name.encode() for name in names]


@pytest.mark.usefixtures("chosen")
def test_the_file_is_used_only_when_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    with pytest.raises(KeyringMissingError):
        open_vault(tmp_path)
    monkeypatch.setenv("CDM_KEYRING", "file")
    assert open_vault(tmp_path).backend == "file"


def test_a_delivered_program_refuses_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDM_KEYRING", "file")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(SecretsFileRefusedError):
        open_vault(tmp_path)


@pytest.mark.usefixtures("chosen")
def test_a_keyring_that_writes_readable_files_is_not_trusted() -> None:
    class Plaintext(NoKeyring):
        """Stands for any keyring that is not the system's own."""

    keyring.set_keyring(Plaintext())  # type: ignore[no-untyped-call]
    with pytest.raises(KeyringMissingError):
        KeyringVault()


REAL = """
import sys
from cdm_desk.vault import KeyringVault
vault = KeyringVault()
assert vault.backend == "keyring.backends.SecretService", vault.backend
assert vault.get("store") is None
vault.put("store", bytes(range(32)))
assert KeyringVault().get("store") == bytes(range(32))
vault.delete("store")
vault.delete("store")
assert vault.get("store") is None
print("kept")
"""
LOCKED = """
from cdm_desk.domain.errors import KeyringLockedError
from cdm_desk.vault import KeyringVault
try:
    KeyringVault().put("store", b"x" * 32)
except KeyringLockedError:
    print("locked")
"""


@pytest.mark.keyring
@pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="needs the packages gnome-keyring and dbus",
)
@pytest.mark.parametrize(("code", "unlock", "said"), [(REAL, True, "kept"), (LOCKED, False, "locked")])
def test_a_real_keyring(tmp_path: Path, code: str, said: str, *, unlock: bool) -> None:
    (tmp_path / "ask.py").write_text(code, encoding="utf-8")
    daemon = (
        "gnome-keyring-daemon --unlock --components=secrets"
        if unlock
        else "gnome-keyring-daemon --start --components=secrets"
    )
    session = f"printf pw | {daemon} >/dev/null && exec '{sys.executable}' '{tmp_path / 'ask.py'}'"
    environment = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    environment |= {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", session],
        env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ran.stdout.splitlines()[-1:] == [said], ran.stderr

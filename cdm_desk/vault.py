"""Secrets, in the system keyring: 32-byte keys and nothing else, never in a file beside it unless asked for by name."""

import base64
import binascii
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from cdm_desk.domain.errors import (
    KeyringLockedError,
    KeyringMissingError,
    SecretMissingError,
    SecretsDamagedError,
    SecretsFileRefusedError,
    SecretsReadableError,
)
from cdm_desk.paths import write_whole

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE: Final = "cdm-desk"
# Keyrings of the operating systems. Others that may be installed keep their secrets readable in a file.
_TRUSTED: Final = tuple(
    f"keyring.backends.{name}" for name in ("SecretService", "libsecret", "kwallet", "Windows", "macOS")
)


class Vault(Protocol):
    """Keeps secrets by name."""

    @property
    def backend(self) -> str:
        """What keeps them, to be noted beside the store."""

    def get(self, name: str) -> bytes | None:
        """Return a secret, nothing when there is none under this name."""

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret under a name, in place of an earlier one."""

    def delete(self, name: str) -> None:
        """Forget a secret; no matter if there was none."""


def open_vault(data: Path) -> Vault:
    """Return this workstation's vault: the system keyring, or with CDM_KEYRING=file a file that only its owner reads.

    Raises KeyringMissingError, and SecretsFileRefusedError in a program that was delivered frozen.
    """
    if os.environ.get("CDM_KEYRING") != "file":
        return KeyringVault()
    if getattr(sys, "frozen", False):
        raise SecretsFileRefusedError
    return FileVault(data / "secrets.json")


def needed(vault: Vault, name: str) -> bytes:
    """Return a secret that must be there; raises SecretMissingError, and never makes a new one."""
    secret = vault.get(name)
    if secret is None:
        raise SecretMissingError(name)
    return secret


class MemoryVault:
    """Forgets everything with the process: the demo, the self-test, the temporary store."""

    backend = "memory"

    def __init__(self) -> None:
        self._secrets: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        """Return a secret, if there is one."""
        return self._secrets.get(name)

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret."""
        self._secrets[name] = secret

    def delete(self, name: str) -> None:
        """Forget a secret."""
        self._secrets.pop(name, None)


class FileVault:
    """Keeps secrets in a file of mode 0600, for tests and machines without a desktop; refuses one that others read.

    Each call raises SecretsReadableError or SecretsDamagedError when the file is not as it should be, and then
    leaves it alone.
    """

    backend = "file"

    def __init__(self, file: Path) -> None:
        self._file = file

    def get(self, name: str) -> bytes | None:
        """Return a secret, if there is one."""
        return self._read().get(name)

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret."""
        with self._alone():
            self._write(self._read() | {name: secret})

    def delete(self, name: str) -> None:
        """Forget a secret."""
        with self._alone():
            self._write({kept: secret for kept, secret in self._read().items() if kept != name})

    def _read(self) -> dict[str, bytes]:
        try:
            handle = os.open(self._file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise SecretsDamagedError(self._file) from error
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(file.fileno())
            if os.name == "posix" and (status.st_mode & 0o077 or status.st_uid != os.geteuid()):
                raise SecretsReadableError(self._file)
            content = file.read()
        try:
            return {str(name): _decoded(text) for name, text in json.loads(content).items()}
        except (ValueError, AttributeError, TypeError) as error:
            raise SecretsDamagedError(self._file) from error

    def _write(self, secrets: dict[str, bytes]) -> None:
        write_whole(self._file, json.dumps({name: _encoded(secret) for name, secret in secrets.items()}).encode())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let no other process of this workstation write between our reading and our writing."""
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._file.with_suffix(".lock").open("ab") as lock:
            if sys.platform != "win32":
                import fcntl

                fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class KeyringVault:
    """Keeps secrets in the keyring of the operating system.

    A call may wait for a person who unlocks it: make it off the screen's thread. Each raises KeyringLockedError when
    the keyring stays locked, KeyringMissingError when it has gone away.
    """

    def __init__(self) -> None:
        with _explained():
            self._keyring = _trusted()

    @property
    def backend(self) -> str:
        """The keyring in use, by its module."""
        return type(self._keyring).__module__

    def get(self, name: str) -> bytes | None:
        """Return a secret; an entry that we cannot have written is as good as none."""
        with _explained():
            text = self._keyring.get_password(SERVICE, name)
        try:
            return None if text is None else _decoded(text)
        except ValueError:
            return None

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret."""
        with _explained():
            self._keyring.set_password(SERVICE, name, _encoded(secret))

    def delete(self, name: str) -> None:
        """Forget a secret."""
        if self.get(name) is not None:
            with _explained():
                self._keyring.delete_password(SERVICE, name)


def _trusted() -> "KeyringBackend":
    import keyring
    from keyring.errors import NoKeyringError

    chosen = keyring.get_keyring()
    # A chain of several is asked for its own members, in its order.
    members: tuple[KeyringBackend, ...] = (chosen, *getattr(chosen, "backends", ()))
    for backend in members:
        if type(backend).__module__.startswith(_TRUSTED):
            return backend
    raise NoKeyringError


@contextmanager
def _explained() -> Iterator[None]:
    from keyring.errors import InitError, KeyringError, KeyringLocked

    try:
        yield
    except (KeyringLocked, InitError) as error:
        raise KeyringLockedError from error
    except KeyringError as error:
        raise KeyringMissingError from error


def _encoded(secret: bytes) -> str:
    return base64.b64encode(secret).decode("ascii")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError from error

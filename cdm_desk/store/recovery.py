"""The recovery key: what is printed once and brings the keys of this workstation back when the keyring is gone.

The paper holds 128 random bits and a checksum, as eight groups of four signs. They are the seed of a private X25519 key
whose public half lies in `recovery.json` beside the store. Secrets are sealed to the public half, so that a key that
comes later (of the site, of the workstation) is added without the paper; only the paper opens them.

For the command line and the wizard::

    text = found_recovery(folder, {"store": key})        # at set-up; show and print `text` once, keep it nowhere
    add_secret(folder, "site", key)                      # whenever a secret joins the keyring; replaces the old one
    secrets = recover(folder, text)                      # {"store": …, "site": …}; put them into the vault
    note_key(folder, key); key_id_noted(folder)          # which key opens the store; never makes a key or a store

`recover` raises RecoveryKeyTypoError (copied wrong), RecoveryKeyOtherError (another store's paper) and
RecoveryFileError (no `recovery.json`, or not readable).
"""

import base64
import hashlib
import json
import os
import secrets as randomness
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cdm_desk.domain.errors import (
    DiskError,
    JoinCodeForKeyError,
    RecoveryFileError,
    RecoveryKeyOtherError,
    RecoveryKeyTypoError,
)

RECOVERY_FILE: Final = "recovery.json"
KEY_FILE: Final = "store.key"
SIGNS_OF_JOIN_CODE: Final = 20
"""The joining code of a site has five groups of four signs."""

_SECRET_BYTES: Final = 16
_CHECK_BYTES: Final = 4
_GROUP: Final = 4
_FORM: Final = 1
# What a hurried eye reads into the signs that base32 does not have.
_MISREAD: Final = str.maketrans("018", "OIB")


def grouped(secret: bytes) -> str:
    """Return a secret as it stands on paper: base32 with a checksum, in groups of four."""
    body = base64.b32encode(secret + _checksum(secret)).decode().rstrip("=")
    return "-".join(body[at : at + _GROUP] for at in range(0, len(body), _GROUP))


def has_shape_of_key(text: str) -> bool:
    """Return whether a text has as many signs as a recovery key, copied right or not."""
    return sum(sign.isalnum() for sign in text) == (_SECRET_BYTES + _CHECK_BYTES) * 8 // 5


def from_paper(text: str) -> bytes:
    """Return the secret that was typed from paper: blanks, hyphens and small letters do not matter.

    Raises RecoveryKeyTypoError if a sign is missing or wrong, JoinCodeForKeyError for the joining code of a site.
    """
    body = "".join(sign for sign in text.upper() if sign.isalnum()).translate(_MISREAD)
    if len(body) == SIGNS_OF_JOIN_CODE:
        raise JoinCodeForKeyError
    try:
        raw = base64.b32decode(body + "=" * (-len(body) % 8))
    except ValueError as wrong:
        raise RecoveryKeyTypoError from wrong
    secret, check = raw[:_SECRET_BYTES], raw[_SECRET_BYTES:]
    if len(secret) != _SECRET_BYTES or check != _checksum(secret):
        raise RecoveryKeyTypoError
    return secret


def new_secret() -> bytes:
    """Return 128 fresh random bits."""
    return randomness.token_bytes(_SECRET_BYTES)


def key_id(key: bytes) -> str:
    """Return the name of a key, which gives nothing of it away."""
    return hashlib.sha256(key).digest()[:8].hex()


def note_key(folder: Path, key: bytes, *, founded: bool = True) -> None:
    """Write beside the store which key opens it; until it is `founded`, the store counts for nothing."""
    _write(folder / KEY_FILE, {"form": _FORM, "key_id": key_id(key), "founded": founded})


def key_id_noted(folder: Path, *, founded: bool = True) -> str | None:
    """Return the name of the key that opens the store of this folder; none when there never was a store."""
    try:
        noted = _read(folder / KEY_FILE)
    except FileNotFoundError:
        return None
    return str(noted.get("key_id", "")) if noted.get("founded", True) is founded else None


def found_recovery(folder: Path, secrets: Mapping[str, bytes]) -> str:
    """Make the recovery file with these secrets in it; return the recovery key to print, once."""
    seed = new_secret()
    public = _private(seed).public_key().public_bytes_raw()
    _write(folder / RECOVERY_FILE, {"form": _FORM, "public": public.hex(), "sealed": {}})
    for name, secret in secrets.items():
        add_secret(folder, name, secret)
    return grouped(seed)


def add_secret(folder: Path, name: str, secret: bytes) -> None:
    """Seal one more secret for the recovery key; the one of that name before it is replaced."""
    file = _recovery_file(folder)
    file["sealed"][name] = _seal(bytes.fromhex(file["public"]), name, secret)
    _write(folder / RECOVERY_FILE, file)


def secrets_sealed(folder: Path) -> frozenset[str]:
    """Return the names of the secrets that the recovery key would bring back."""
    return frozenset(_recovery_file(folder)["sealed"])


def recover(folder: Path, text: str) -> dict[str, bytes]:
    """Return every secret that the recovery key on the paper opens."""
    private = _private(from_paper(text))
    file = _recovery_file(folder)
    if private.public_key().public_bytes_raw().hex() != file["public"]:
        raise RecoveryKeyOtherError
    return {name: _open(private, name, sealed) for name, sealed in file["sealed"].items()}


def _checksum(secret: bytes) -> bytes:
    return hashlib.sha256(b"cdm recovery" + secret).digest()[:_CHECK_BYTES]


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret)


def _private(seed: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(_derived(seed, b"cdm recovery key"))


def _seal(public: bytes, name: str, secret: bytes) -> str:
    passing = X25519PrivateKey.generate()
    ephemeral = passing.public_key().public_bytes_raw()
    shared = passing.exchange(X25519PublicKey.from_public_bytes(public))
    # Each key seals one secret once, so the nonce may be constant.
    cipher = AESGCMSIV(_derived(shared, b"cdm recovery seal" + ephemeral + public))
    return (ephemeral + cipher.encrypt(bytes(12), secret, name.encode())).hex()


def _open(private: X25519PrivateKey, name: str, sealed: str) -> bytes:
    try:
        raw = bytes.fromhex(sealed)
        ephemeral, body = raw[:32], raw[32:]
        shared = private.exchange(X25519PublicKey.from_public_bytes(ephemeral))
        public = private.public_key().public_bytes_raw()
        cipher = AESGCMSIV(_derived(shared, b"cdm recovery seal" + ephemeral + public))
        return cipher.decrypt(bytes(12), body, name.encode())
    except (ValueError, InvalidTag) as damaged:
        raise RecoveryFileError from damaged


def _recovery_file(folder: Path) -> dict[str, Any]:
    try:
        file = _read(folder / RECOVERY_FILE)
    except FileNotFoundError as missing:
        raise RecoveryFileError from missing
    if not isinstance(file.get("public"), str) or not isinstance(file.get("sealed"), dict):
        raise RecoveryFileError
    return file


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise
    except OSError as refused:
        raise DiskError from refused
    except ValueError as damaged:
        raise RecoveryFileError from damaged
    if not isinstance(found, dict):
        raise RecoveryFileError
    return found


def _write(path: Path, content: Mapping[str, Any]) -> None:
    """Replace a file so that either the old or the new one is there, whole, whatever happens."""
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as refused:
        raise DiskError from refused

"""From a folder and a keyring to a store that may be worked on: key, damage, schema, and the mark of this program.

For the composition root::

    opened, paper = found_store(path, vault, now)     # `init`, the wizard: print the recovery key `paper` once
    opened = open_store(path, vault, now)             # every other start; tell `opened.repair` if there is one
    opened.engine, opened.key                         # for the units, the backups, `check`
    keep_secret(path, vault, "site", key)             # a key of the site or the workstation: keyring and recovery file
    recover_keys(path, text, vault)                   # `recover`: the paper puts every key back into the keyring
    opened.close()

Nothing here ever makes a key where there was one, or a store where there was one: `open_store` raises StoreMissingError
when there never was a store, StoreKeyMissingError when the keyring does not hold its key, and `found_store` raises
StoreExistsError.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, text

from cdm_desk.domain.errors import RecoveryKeyOtherError, StoreExistsError, StoreKeyMissingError, StoreMissingError
from cdm_desk.store.backup import Backups, with_companions
from cdm_desk.store.database import KEY_BYTES, engine_for, faults_named
from cdm_desk.store.migrations import bring_up
from cdm_desk.store.presence import Presence, alone_at
from cdm_desk.store.recovery import add_secret, found_recovery, key_id, key_id_noted, note_key, recover
from cdm_desk.store.repair import Repair, before_opening
from cdm_desk.vault import Vault

_STORE: Final = "store-"


@dataclass(slots=True, kw_only=True)
class OpenStore:
    """A store that this program has open.

    `repair` says what was found damaged and put right, `upgraded_from` the schema it had before.
    """

    path: Path
    key: bytes = field(repr=False)
    engine: Engine
    repair: Repair | None = None
    upgraded_from: int | None = None
    presence: Presence

    def close(self) -> None:
        """Let the engine fold its log into the file, and take this program's mark away."""
        self.presence.leave()
        self.engine.dispose()


def found_store(path: Path, vault: Vault, now: datetime) -> tuple[OpenStore, str]:
    """Make a key and a store, with a first copy; return the store and the recovery key to print, once."""
    if key_id_noted(path.parent) is not None:
        raise StoreExistsError
    if not _was_being_founded(path) and path.exists():
        raise StoreExistsError
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = secrets.token_bytes(KEY_BYTES)
    # In this order a kill at any point leaves either nothing that counts or everything: the key is in the keyring
    # before anything is written with it, and the store counts only once its key is noted as founded.
    vault.put(_vault_name(key), key)
    if vault.get(_vault_name(key)) != key:
        raise StoreKeyMissingError(key_id(key))
    note_key(path.parent, key, founded=False)
    for leftover in with_companions(path):
        leftover.unlink(missing_ok=True)
    # Readable by its owner only, and so will be the files that the engine keeps beside it.
    path.touch(mode=0o600)
    paper = found_recovery(path.parent, {_vault_name(key): key})
    opened = _opened(path, key)
    Backups(path, key).take(now)
    note_key(path.parent, key)
    return opened, paper


def open_store(path: Path, vault: Vault, now: datetime) -> OpenStore:
    """Open the store of this workstation, put right first if it was damaged, brought to the present schema."""
    key = store_key(path, vault)
    with alone_at(path):
        repair = before_opening(path, key, now)
        opened = _opened(path, key)
    opened.repair = repair
    return opened


def store_key(path: Path, vault: Vault) -> bytes:
    """Return the key of the store that lies here, from the keyring."""
    noted = key_id_noted(path.parent)
    if noted is None:
        if path.exists() and not _was_being_founded(path):
            raise StoreKeyMissingError("")
        raise StoreMissingError
    key = vault.get(_STORE + noted)
    if key is None or key_id(key) != noted:
        raise StoreKeyMissingError(noted)
    return key


def keep_secret(path: Path, vault: Vault, name: str, secret: bytes) -> None:
    """Put a secret into the keyring, and seal it for the recovery key."""
    vault.put(name, secret)
    add_secret(path.parent, name, secret)


def recover_keys(path: Path, paper: str, vault: Vault) -> frozenset[str]:
    """Put every key that the paper opens back into the keyring; return their names.

    Raises RecoveryKeyTypoError, RecoveryKeyOtherError, RecoveryFileError.
    """
    found = recover(path.parent, paper)
    noted = key_id_noted(path.parent)
    if noted is not None and _STORE + noted not in found:
        raise RecoveryKeyOtherError
    for name, secret in found.items():
        vault.put(name, secret)
        if noted is None and name.startswith(_STORE):
            note_key(path.parent, secret)
    return frozenset(found)


def _opened(path: Path, key: bytes) -> OpenStore:
    engine = engine_for(path, key)
    before = bring_up(engine, path, key)
    with faults_named(), engine.connect() as db:
        # The first read makes the log, which the mark of this program promises.
        db.execute(text("SELECT count(*) FROM meta")).scalar_one()
        presence = Presence(path)
        presence.enter()
    return OpenStore(path=path, key=key, engine=engine, upgraded_from=before or None, presence=presence)


def _vault_name(key: bytes) -> str:
    # Several stores on one account (a demo, an old folder put back) never take each other's key.
    return _STORE + key_id(key)


def _was_being_founded(path: Path) -> bool:
    return key_id_noted(path.parent, founded=False) is not None

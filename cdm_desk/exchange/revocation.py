"""A workstation that no longer belongs to the site: decided once, signed, with how far each of its logs counts.

The key of the site cannot be taken back from a PC that was stolen: whoever opens it can go on reading the folder. What
a revocation ends is being believed. Where reading must end too, the site is founded again, with a new key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from cdm_desk.exchange.frame import Log
from cdm_desk.exchange.site import Site
from cdm_desk.store.canonical import packed

KIND: Final = "revoked"

Counts = Mapping[str, int]
"""The last frame that counts of each log of a workstation, by the log's name; of others nothing counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """That a workstation was revoked, when (in seconds since 1970), by which other one, and up to where it counts."""

    name: str
    at: int
    by: str
    counts: Counts

    @property
    def kept(self) -> dict[str, Any]:
        """What a store keeps of it."""
        return {"at": self.at, "by": self.by, "counts": dict(self.counts)}

    def body(self, site: Site, signer: Ed25519PrivateKey) -> dict[str, Any]:
        """Return what is written once."""
        told = {"kind": KIND, "name": self.name, **self.kept}
        return told | {"signature": signer.sign(_signed(site, told)).hex()}


def purpose(name: str) -> str:
    """Return the purpose under which a revocation is written once: there is one of each workstation."""
    return f"revoked:{name.casefold()}"


def revocation_from(site: Site, body: object, keys: Mapping[str, bytes]) -> Revocation | None:
    """Return the revocation that a body holds; None when it is something else, or not signed by who it says.

    `keys` are the public keys of the workstations that may revoke.
    """
    match body:
        case {
            "kind": "revoked",
            "name": str(name),
            "at": int(at),
            "by": str(by),
            "counts": dict(counts),
            "signature": str(signature),
        }:
            told = {"kind": KIND, "name": name, "at": at, "by": by, "counts": counts}
            if name == by or not _is_signed(site, told, signature, keys.get(by)):
                return None
            if not all(isinstance(no, int) and not isinstance(no, bool) for no in counts.values()):
                return None
            return Revocation(name=name, at=at, by=by, counts=counts)
        case _:
            return None


def counts_up_to(revoked: Mapping[str, Any], log: Log) -> int:
    """Return the last frame of a log that counts, by what a store keeps of a revocation."""
    return int(revoked["counts"].get(log.name, 0))


def _is_signed(site: Site, told: Mapping[str, Any], signature: str, key: bytes | None) -> bool:
    if key is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(signature), _signed(site, told))
    except (InvalidSignature, ValueError):
        return False
    return True


def _signed(site: Site, told: Mapping[str, Any]) -> bytes:
    return b"cdm1 revoked" + site.id + packed(told).encode()

"""Slow hashes of passwords and PINs: argon2id, as strong as this machine can bear."""

import hashlib
import hmac
import time
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cdm_desk.domain.staff import normal_secret

LONGEST_SECONDS: Final = 0.75

# The second choice of RFC 9106, and the least that is still recommended for a slow machine.
_STRONG: Final = PasswordHasher(memory_cost=64 * 1024, time_cost=3, parallelism=4)
_FLOOR: Final = PasswordHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)


class SlowHash:
    """Hashes secrets, and says whether a secret is the one that was hashed.

    The first hash is timed: a machine that needs longer than three quarters of a second takes the floor from then on.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher

    def of(self, secret: str) -> str:
        """Return the slow hash of a secret."""
        if self._hasher is None:
            started = time.monotonic()
            strong = _STRONG.hash(_bytes(secret))
            self._hasher = _STRONG if time.monotonic() - started <= LONGEST_SECONDS else _FLOOR
            if self._hasher is _STRONG:
                return strong
        return self._hasher.hash(_bytes(secret))

    def matches(self, hashed: str, secret: str) -> bool:
        """Whether a secret is the one behind a hash; a damaged hash matches nothing."""
        try:
            return _STRONG.verify(hashed, _bytes(secret))
        except (VerificationError, InvalidHashError):
            return False

    def is_old(self, hashed: str) -> bool:
        """Whether a hash is weaker than what this machine makes now."""
        return self._hasher is not None and self._hasher.check_needs_rehash(hashed)


def pin_of_device(device: bytes, pin: str) -> str:
    """Return a PIN bound to the secret of this workstation: off this workstation its hash is worth nothing."""
    return hmac.new(device, _bytes(pin), hashlib.sha256).hexdigest()


def code_hash(secret: bytes) -> str:
    """Return the hash of a recovery code: it is random enough for a fast one."""
    return hashlib.sha256(b"cdm recovery code" + secret).hexdigest()


def _bytes(secret: str) -> bytes:
    return normal_secret(secret).encode("utf-8", "surrogatepass")

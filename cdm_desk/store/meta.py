"""What the store knows of itself."""

from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from cdm_desk.store.prepared import Prepared
from cdm_desk.store.rows import MetaRow, replacing

STORE_ID: Final = "store_id"
WORKSTATION: Final = "workstation"
KIND: Final = "kind"
SITE_ID: Final = "site_id"
HLC: Final = "hlc"
DEMO: Final = "demo"
CLAIMS: Final = "claims"
EXAMINED: Final = "examined"
OWN_DESKS: Final = "own_desks"
DAY_KEYS: Final = "day_keys"
"""The day whose board stands here, and the keys with which this workstation has sealed what it told of it."""
OTHER_SITES: Final = "other_sites"
"""The ids of sites whose figures are read here too."""

_VALUE: Final = Prepared(select(MetaRow.value).where(MetaRow.key == bindparam("of_key")))
_PUT: Final = Prepared(replacing("meta", "key"))


class MetaTable:
    """Texts by key."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def get(self, key: str) -> str | None:
        """Return the text under a key, None when there is none."""
        found: str | None = _VALUE.value(self._db, {"of_key": key})
        return found

    def day_keys(self, period: str) -> list[bytes]:
        """Return the keys with which a day was sealed here, themselves sealed for the site."""
        day, *known = (self.get(DAY_KEYS) or "").split() or [""]
        return [bytes.fromhex(each) for each in known] if day == period else []

    def keep_day_key(self, period: str, sealed: bytes) -> None:
        """Keep a key with which a day was sealed here; those of any other day are forgotten."""
        known = self.day_keys(period)
        if sealed not in known:
            self.put(DAY_KEYS, " ".join([period, *(each.hex() for each in (*known, sealed))]))

    def forget_day_keys(self, last: str) -> None:
        """Forget with what a day up to this one was sealed: what was told of it must open no more."""
        if "" < (self.get(DAY_KEYS) or "").split(" ")[0] <= last:
            self.put(DAY_KEYS, "")

    def put(self, key: str, value: str) -> None:
        """Write a text under a key."""
        _PUT.run(self._db, {"key": key, "value": value})

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

    def put(self, key: str, value: str) -> None:
        """Write a text under a key."""
        _PUT.run(self._db, {"key": key, "value": value})

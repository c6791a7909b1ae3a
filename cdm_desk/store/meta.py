"""What the store knows of itself."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Connection

from cdm_desk.store.rows import MetaRow

STORE_ID: Final = "store_id"
WORKSTATION: Final = "workstation"
KIND: Final = "kind"
SITE_ID: Final = "site_id"
HLC: Final = "hlc"
DEMO: Final = "demo"
CLAIMS: Final = "claims"


class MetaTable:
    """Texts by key."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def get(self, key: str) -> str | None:
        """Return the text under a key, None when there is none."""
        return self._db.execute(select(MetaRow.value).where(MetaRow.key == key)).scalar_one_or_none()

    def put(self, key: str, value: str) -> None:
        """Write a text under a key."""
        query = insert(MetaRow).values(key=key, value=value)
        self._db.execute(query.on_conflict_do_update(index_elements=["key"], set_={"value": value}))

"""Settings of the whole house: one record each, under its name; what nobody has changed is not there."""

import json
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.engine import Connection

from cdm_desk.store.rows import HouseSettingRow

HOUSE_SETTING: Final = "house_setting"
"""The table of records that they travel in: written by the unit as `{"value": text}`, the text in JSON."""


class HouseSettingTable:
    """Settings that every workstation of the house has alike."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def value(self, name: str) -> Any:  # noqa: ANN401 - any JSON value
        """Return the value of a setting; None where it is as shipped, or where what came in cannot be read."""
        query = select(HouseSettingRow.value).where(HouseSettingRow.id == name)
        text = self._db.execute(query).scalar_one_or_none()
        try:
            return None if text is None else json.loads(text)
        except ValueError:
            return None

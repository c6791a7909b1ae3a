"""A real store on the disk, encrypted, for one test."""

from pathlib import Path

from cdm_desk.domain.clock import Clock
from cdm_desk.store.database import engine_for
from cdm_desk.store.meta import WORKSTATION
from cdm_desk.store.migrations import bring_up
from cdm_desk.store.unit import Store

KEY = bytes(range(32))


def new_store(path: Path, clock: Clock, workstation: str = "Accueil 1") -> Store:
    engine = engine_for(path, KEY)
    bring_up(engine, path, KEY)
    store = Store(engine, path, clock)
    with store.unit() as unit:
        unit.meta.put(WORKSTATION, workstation)
    return store

"""Parts of the folder are deleted under running programs, and strange things lie in it."""

import shutil
from types import SimpleNamespace
from typing import Any

import pytest

from cdm_desk.exchange.cycle import Cycle, Member
from cdm_desk.exchange.folder import SharedFolder
from cdm_desk.exchange.share_process import ShareProcess
from tests.exchange.desks import Desk, House


class NotedFolder(SharedFolder):
    """A folder that notes which of what was written once is read."""

    def __init__(self, *told: Any) -> None:
        super().__init__(*told)
        self.noted: list[str] = []

    def once(self, name: str) -> dict[str, Any] | None:
        self.noted.append(name)
        return super().once(name)


def unconfirmed(desk: Desk) -> int:
    with desk.store.view() as view:
        return view.journal.count_unconfirmed()


@pytest.mark.parametrize("part", ["r", "q", "r/201901", "q/20190114"])
def test_a_part_of_the_folder_deleted_under_running_programs_is_made_again(
    site: House, first: Desk, second: Desk, part: str
) -> None:
    for desk in (first, second):
        desk.register("301")
        desk.exchange.once()
    site.settle()
    shutil.rmtree(site.share / part)
    first.register("302")
    site.settle()

    assert second.facts() == first.facts()
    assert second.board() == first.board()
    assert [unconfirmed(desk) for desk in (first, second)] == [0, 0]
    assert (site.share / part).is_dir()


def test_what_is_none_of_ours_among_what_was_written_once_is_not_read_each_minute(
    site: House, first: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    stray = "0" * 32
    (site.share / "once" / stray).write_bytes(b"none of ours")
    folder = NotedFolder(ShareProcess(site.share), first.joined.site)
    cycle = Cycle(folder, first.store, site.clock, Member(name=first.name, private_key=first.joined.private_key))
    folder.check()
    for minutes in range(120):
        monkeypatch.setattr("cdm_desk.exchange.cycle.time", SimpleNamespace(monotonic=lambda at=minutes: at * 60.0))
        cycle.learn_workstations()
    folder.stop()

    assert 1 < folder.noted.count(stray) < 15
    assert max(folder.noted.count(name) for name in folder.noted) < 15

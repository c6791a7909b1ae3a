"""`python -m cdm_desk`: sets up what is missing, then opens the window or runs a command."""

import os
import sys

from cdm_desk import _bootstrap


def main() -> int:
    """Open the window when asked for one and a display is there, else run a command; return the exit status."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--share-process"]:  # a bundled program makes its calls on the share in a process of its own
        from cdm_desk.exchange import share_process

        return share_process.main()
    if arguments == ["--reading-process"]:  # a file of others is read in a process of its own too
        from cdm_desk.importers import reading_child

        return reading_child.main()
    _bootstrap.ensure()
    if _for_window(arguments) and _can_show(asked=bool(arguments)):
        _bootstrap.ensure_libraries()
        from cdm_desk import app

        return app.main(arguments)
    if arguments == ["--demo"]:
        print(_bootstrap.sentence("no window"), file=sys.stderr)
        return _bootstrap.WORLDS_FAULT
    from cdm_desk import cli

    return cli.main(arguments)


def _for_window(arguments: list[str]) -> bool:
    return arguments in ([], ["--demo"])


def _can_show(*, asked: bool) -> bool:
    # Qt ends the process when it finds no display, so it is looked for before Qt is.
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]
    unseen = platform in ("offscreen", "minimal")
    return (_bootstrap.on_screen() and not unseen) or (bool(platform) and (asked or not unseen))


if __name__ == "__main__":
    sys.exit(main())

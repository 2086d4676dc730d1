"""Chinese input on Linux: which of Qt's ways to an input method are tried, and in which order."""

from collections.abc import MutableMapping

ONE, SEVERAL = "QT_IM_MODULE", "QT_IM_MODULES"


def offer_ibus(environment: MutableMapping[str, str]) -> None:
    """Before the application is made: where the desktop names fcitx, let Qt try ibus after it.

    PySide6 brings the way to ibus and none to fcitx; told of fcitx alone (UOS and Kylin do that) Qt gives up,
    and nothing but Latin letters can be typed. Fcitx 5 answers as ibus does.
    """
    named = environment.get(ONE, "")
    if named.startswith("fcitx") and not environment.get(SEVERAL):
        environment[SEVERAL] = f"{named};ibus"

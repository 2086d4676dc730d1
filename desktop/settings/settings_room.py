"""The settings, as the shell knows them: their dialog, and the menu of themes."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot

from desktop.look.appearance import Appearance
from desktop.look.theme import THEMES, ThemeName
from desktop.room import THEME_MENU, ActionSpec, Marking, Room, Shell
from desktop.settings.settings_dialog import SettingsDialog


class SettingsRoom(Room):
    """Tells which looks the person chose; the session keeps them."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.dialog: SettingsDialog | None = None

    def actions(self) -> list[ActionSpec]:
        return [
            ActionSpec(
                f"theme_{name}", THEME_MENU, f"{theme.label}(&{at})", self._choose_theme,
                group="theme", given=name, rank=25,
            )
            for at, (name, theme) in enumerate(THEMES.items(), 1)
        ]  # fmt: skip

    def at_hand(self) -> dict[str, Callable[[], None]]:
        return {"settings": self.show}

    def set_looks(self, looks: Appearance) -> None:
        self.shell.action(f"theme_{looks.theme.name}").setChecked(True)
        if self.dialog is not None:
            self.dialog.set_looks(looks)

    def show(self) -> None:
        """Open the dialog."""
        dialog = self.dialog = SettingsDialog(self.shell.looks, self.shell.folder, self.shell.frame)
        # Its parent is the window: without this every opening would leave a hidden dialog there.
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._forget)
        dialog.looks_chosen.connect(self.shell.events.looks_chosen)
        marking = self.shell.room(Marking)
        dialog.person.put(marking.person.name, marking.person.unit)
        dialog.person_chosen.connect(marking.sign)
        dialog.backups_asked.connect(self.shell.action("backups").trigger)
        dialog.synonyms_asked.connect(self.shell.action("synonyms").trigger)
        dialog.open()

    @Slot()
    def _forget(self) -> None:
        self.dialog = None

    def _choose_theme(self, name: ThemeName) -> None:
        self.shell.events.looks_chosen.emit(self.shell.looks.themed(name))

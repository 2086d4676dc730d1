"""关于: what the program is, where the person's own files are, and the licences of what it is made of."""

from html import escape
from pathlib import Path

from PySide6.QtCore import QUrl, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from desktop.help.components import COMPONENTS
from desktop.help.help_page import FOLDER, HelpPage
from desktop.help.version import VERSION
from desktop.widgets.controls import CLOSE, button, dialog_buttons
from desktop.widgets.layouts import PAGE_MARGINS, dialog_column, fill
from desktop.widgets.screen_fit import within_screen

_OWN = "plan-reader"


class AboutDialog(QDialog):
    """One page: the overview, or the text of a licence that was chosen there."""

    def __init__(self, folder: Path | None, parent: QWidget | None = None) -> None:
        """`folder` holds the person's own files; None if nothing is kept."""
        super().__init__(parent)
        self._folder = folder
        self.setWindowTitle("关于规划阅读器")
        self.resize(within_screen(self, 680, 600))
        self.page = HelpPage("关于规划阅读器")
        self.page.anchorClicked.connect(self._follow)
        self.back = button("返回", self._show_all)
        buttons = dialog_buttons(self, words=CLOSE)
        buttons.addButton(self.back, QDialogButtonBox.ButtonRole.ActionRole)
        dialog_column(self, fill(self.page), buttons, margins=PAGE_MARGINS)
        self._show_all()

    @Slot()
    def _show_all(self) -> None:
        self.back.hide()
        rows = "".join(
            f"<tr><td>{escape(part.name)}&nbsp;&nbsp;</td>"
            f"<td class='weak'>{escape(part.what_for)}&nbsp;&nbsp;</td>"
            f"<td><a href='{part.file}'>{escape(part.licence)}</a></td></tr>"
            for part in COMPONENTS
        )
        own = str(self._folder) if self._folder else "数据文件夹不能写入，本次不保存"
        self.page.show_html(
            f"<h1>规划阅读器</h1><p>版本 {VERSION}</p>"
            "<p>离线阅读、查找规划纲要。所有内容都在本机，程序不连接网络，也不收集任何信息。</p>"
            f"<p class='weak'>个人文件（设置、批注、导入的规划）：<br>{escape(own)}</p>"
            f"<h2>许可</h2><p>本程序以 <a href='{_OWN}'>MIT 许可</a>发布。"
            "它还包含下列组件，各按自己的许可使用；"
            "Qt 和 PySide6 是独立的共享库，可以自行替换，"
            "所依据的 LGPL 是对 <a href='GPL-3.0'>GPL-3.0</a> 的补充。"
            "规划正文来自所注明的网页，权利属于其发布者。</p>"
            f"<table cellspacing='4'>{rows}</table>"
        )

    @Slot(QUrl)
    def _follow(self, url: QUrl) -> None:
        # Links on this page name files of the folder and nothing else; they are written here.
        self.page.show_text((FOLDER / "licences" / f"{url.toString()}.txt").read_text(encoding="utf-8"))
        self.page.verticalScrollBar().setValue(0)
        self.back.show()
        self.back.setFocus()

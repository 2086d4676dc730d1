"""What a start is measured against: a PySide6 window with a tree and a text browser, and nothing else."""

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QSplitter, QTextBrowser, QTreeView

_SENTENCE = "坚持以人民为中心的发展思想，统筹推进经济、政治、文化、社会和生态文明建设，努力建设富有生活气息的现代城市。"


def main() -> int:
    """Ten chapters and some pages of text."""
    application = QApplication(sys.argv)
    application.setStyle("Fusion")
    model = QStandardItemModel()
    for number in range(10):
        model.appendRow(QStandardItem(f"第{number + 1}章"))
    tree, page = QTreeView(), QTextBrowser()
    tree.setModel(model)
    page.setHtml("".join(f"<h2>第{number + 1}章</h2><p>{_SENTENCE * 6}</p>" for number in range(10)))
    window = QSplitter(Qt.Orientation.Horizontal)
    window.addWidget(tree)
    window.addWidget(page)
    window.setSizes([300, 900])
    window.resize(1240, 700)
    window.setWindowTitle("bare")
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())

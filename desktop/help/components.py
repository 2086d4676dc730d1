"""What the program is made of, and under which licences; their texts are in resources/help/licences."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Component:
    """Something of others that the program holds."""

    name: str
    what_for: str
    licence: str
    file: str
    """The licence's text, without its ending."""
    distributions: tuple[str, ...] = ()
    """Python distributions that bring it."""


COMPONENTS = (
    Component("Python", "运行环境", "PSF-2.0", "Python", ("typing-extensions",)),
    Component(
        "Qt、PySide6、Shiboken", "窗口和图形", "LGPL-3.0", "LGPL-3.0", ("pyside6-essentials", "shiboken6")
    ),
    Component("SQLAlchemy", "数据库", "MIT", "SQLAlchemy", ("sqlalchemy",)),
    Component("Alembic", "批注数据库升级", "MIT", "alembic", ("alembic",)),
    Component("Mako", "批注数据库升级", "MIT", "Mako", ("mako",)),
    Component("MarkupSafe", "批注数据库升级", "BSD-3-Clause", "MarkupSafe", ("markupsafe",)),
    Component("Whoosh", "全文索引", "BSD-2-Clause", "Whoosh", ("whoosh",)),
    Component("RE2", "正则查找", "BSD-3-Clause", "google-re2", ("google-re2",)),
    Component("Abseil", "正则查找", "Apache-2.0", "Apache-2.0"),
    Component("XlsxWriter", "导出 Excel", "BSD-2-Clause", "XlsxWriter", ("xlsxwriter",)),
    Component("python-docx", "读写 Word", "MIT", "python-docx", ("python-docx",)),
    Component("lxml、libxml2、libxslt", "读写 Word", "BSD-3-Clause、MIT", "lxml", ("lxml",)),
    Component("pypdf", "PDF 目录和链接", "BSD-3-Clause", "pypdf", ("pypdf",)),
    Component("pypdfium2、PDFium", "读取 PDF 文字", "BSD-3-Clause 等", "pypdfium2", ("pypdfium2",)),
    Component("OpenCC", "繁简对照表", "Apache-2.0", "Apache-2.0"),
    Component("pypinyin", "拼音数据", "MIT", "pypinyin"),
    Component("PyInstaller", "安装版的启动程序", "GPL-2.0（附例外条款）", "PyInstaller"),
    Component("Noto Sans SC、Noto Serif SC", "安装版的黑体和宋体", "OFL-1.1", "OFL-1.1"),
    Component("FandolFang", "安装版的仿宋体", "GPL-3.0（附字体例外条款）", "Fandol"),
)
"""Libraries of the system that an installed program brings are in the list of licences beside it, each with
its own text.
"""

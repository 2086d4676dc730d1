"""What government pages put around a text, and tables with their titles and units."""

import pytest

from db.errors import SourceError
from db.records import Plan, PlanInfo
from db.source.formats.detection import read_source
from db.source.importer import plan_of
from db.source.legibility import UNUSUAL
from db.source.meta import Meta
from tests.db.source.hostile.writers import W, packed, run

PROSE = "加快推进各项重点工作，提高发展质量和效益，推动经济社会持续健康发展，努力实现规划目标。"
BODY = (
    f"<h1>某县“十五五”规划纲要</h1><p>第一章 发展环境</p><p>{PROSE}</p><p>第二章 重点任务</p><p>{PROSE}</p>"
)


def imported(data: bytes | str, name: str = "a.html") -> Plan:
    words = data if isinstance(data, bytes) else data.encode()
    return plan_of(read_source(words, name), Meta(PlanInfo("x", "", "", "", "")), name)


def tree(plan: Plan) -> list[tuple[int, str]]:
    return [(chapter.level, chapter.heading) for chapter in plan.chapters if not chapter.own_title]


CHAPTERS = [(1, "第一章发展环境"), (1, "第二章重点任务")]


@pytest.mark.parametrize(
    "record",
    [
        "<table><tr><td>索引号：</td><td>1133</td><td>发布机构：</td><td>县政府办</td></tr></table>",
        "<table><tr><th>索 引 号</th><td>1133</td></tr><tr><th>主题分类</th><td>规划</td></tr><tr><th>成文日期</th><td></td></tr></table>",
        "<table><tr><td>索引号：1133</td><td>信息分类：规划</td></tr><tr><td>名　　称：某县规划</td><td>有效性：有效</td></tr></table>",
        "<ul><li>索引号：</li><li>1133</li><li>发布机构：</li><li>县政府办</li><li>发布日期：</li><li>2026-01-02</li></ul>",
        "<dl><dt>索引号</dt><dd>1133</dd><dt>发文机关</dt><dd>县政府办</dd></dl>",
    ],
)
@pytest.mark.parametrize("below", [False, True])
def test_the_record_of_a_page_is_no_part_of_the_text(record: str, *, below: bool) -> None:
    plan = imported(f"<html><body>{'' if below else record}{BODY}{record if below else ''}</body></html>")
    assert tree(plan)[:2] == CHAPTERS
    assert plan.tables == ()
    if not below:
        assert plan.info.title == "某县“十五五”规划纲要"
        assert not any("1133" in passage.text for passage in plan.passages)
        assert any("1133" in dropped.text for dropped in plan.dropped)


def test_a_table_of_the_text_is_no_record() -> None:
    table = "<table><tr><td>名称</td><td>来源</td></tr><tr><td>分类</td><td>文号</td></tr><tr><td>里程</td><td>30</td></tr></table>"
    assert len(imported(f"<html>{BODY}<p>{PROSE}</p>{table}</html>").tables) == 1


@pytest.mark.parametrize(
    "menu",
    [
        "<div class='nav'><a href='/'>首页</a><div>县情概况</div><div>招商引资</div></div>",
        "<ul><li><a href='/a'>县情概况</a><li><a href='/b'>招商引资</a><li><a href='/c'>文旅之窗</a><li><a href='/d'>办事大厅</a></ul>",
        "<div role=navigation><p>县情概况<p>招商引资</div>",
        "<div id=menu><p>县情概况<p>招商引资</div>",
    ],
)
def test_menus_are_told_and_no_text(menu: str) -> None:
    plan = imported(
        f"<html><body>{menu}{BODY}{menu}<p>分享到：微信 新浪微博</p><p>【打印本页】【关闭窗口】</p></body></html>"
    )
    assert tree(plan) == CHAPTERS
    assert not any("招商引资" in passage.text for passage in plan.passages)
    assert any("招商引资" in dropped.text for dropped in plan.dropped)


def test_a_contents_list_of_links_is_no_menu() -> None:
    links = "".join(
        f"<p><a href='#c{at}'>{title}</a></p>"
        for at, title in enumerate(("第一章 发展环境", "第二章 重点任务"))
    )
    source = read_source(f"<html>{links}{BODY}</html>".encode(), "a.html")
    assert not any(line.aside for line in source.lines)


def test_a_page_that_is_one_form_is_read() -> None:
    assert tree(imported(f"<html><form id=form1>{BODY}</form></html>")) == CHAPTERS


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("某县“十五五”交通规划_某县人民政府", "某县“十五五”交通规划"),
        ("某县“十五五”交通规划 - 规划计划 - 某县政府网", "某县“十五五”交通规划"),
        ("规划计划|某县2026-2030年交通规划|某县人民政府门户网站", "某县2026-2030年交通规划"),
        ("某县“十五五”交通规划-某县人民政府", "某县“十五五”交通规划"),
        ("某县2026-2030年交通规划", "某县2026-2030年交通规划"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(title: str, found: str) -> None:
    assert read_source(f"<html><title>{title}</title><p>正文</html>".encode(), "a.html").title == found


TABLE = "| 序号 | 项目名称 | 总投资 |\n|---|---|---|\n| 1 | 云溪水库 | 86000 |\n| 2 | 白石大桥 | 32000 |"


@pytest.mark.parametrize(
    "above",
    [
        "表1 重大项目表\n\n单位：万元",
        "单位：万元\n\n表1 重大项目表",
        "（单位：万元）\n\n表1 重大项目表",
        "表1 重大项目表（单位：万元）",
    ],
)
def test_title_and_unit_belong_to_the_table(above: str) -> None:
    text = f"# 某县规划\n\n第一章 重大项目\n\n{PROSE}\n\n{above}\n\n{TABLE}\n\n单位：亿元\n\n表2 其他项目表\n\n{TABLE}\n\n第二章 保障\n\n{PROSE}"
    plan = imported(text, "a.md")
    assert [table.title.removesuffix("（单位：万元）") for table in plan.tables] == [
        "表1 重大项目表",
        "表2 其他项目表",
    ]
    boxes = {
        passage.text: passage.box
        for passage in plan.passages
        if passage.text.strip("（）").startswith("单位：")
    }
    assert boxes.get("单位：亿元") == plan.tables[1].box
    assert set(boxes.values()) <= {table.box for table in plan.tables}
    assert [project.name for project in plan.projects] == ["云溪水库", "白石大桥"] * 2


def test_a_unit_and_no_title_belong_to_the_table_in_a_word_document() -> None:
    def cell(words: str) -> str:
        return f"<w:tc><w:p>{run(words)}</w:p></w:tc>"

    table = (
        f"<w:tbl><w:tr>{cell('指标')}{cell('2030年')}</w:tr><w:tr>{cell('里程')}{cell('300')}</w:tr></w:tbl>"
    )
    body = "".join(f"<w:p>{run(words)}</w:p>" for words in ("一、目标", PROSE, "单位：公里"))
    plan = imported(packed(f"{body}{table}<w:p>{run('二、任务')}</w:p><w:p>{run(PROSE)}</w:p>"), "a.docx")
    unit = next(passage for passage in plan.passages if passage.text == "单位：公里")
    assert unit.box == plan.tables[0].box


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "a.xml", "Word 2003.*另存"),
        (b'<?xml version="1.0"?><w:wordDocument xmlns:w="x"/>', "a.doc", "Word 2003.*另存"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "a.docx", "密码.*取消密码"),
        (bytes(3000), "a.docx", "Word 文档.*损坏.*重新"),
        (bytes(range(256)) * 20, "a.docx", "Word 文档.*损坏.*重新"),
        (packed(f"<w:p>{run('甲')}</w:p>")[:-40], "a.docx", "损坏.*重新"),
        (packed(f"<w:p>{run('甲')}</w:p>")[200:], "a.docx", "Word 文档.*损坏.*重新"),
        (packed("<w:p><w:r><w:drawing/></w:r></w:p>"), "a.docx", "只有图片.*文字识别"),
        (b"bplist00" + bytes(100), "a.webarchive", "另存为"),
        (b"MIME-Version: 1.0\nContent-Type: image/png\n\nx", "a.mht", "单个文件网页.*另存"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_names_its_cause(data: bytes, name: str, words: str) -> None:
    with pytest.raises(SourceError, match=words) as told:
        read_source(data, name)
    assert "不是文本" not in str(told.value)
    assert str(told.value).endswith("。")
    assert str(told.value).count("。") == 1


def test_a_damaged_part_of_a_package_is_told_with_what_to_do() -> None:
    broken = packed(f"<w:p>{run('甲')}</w:p>", styles=f"<w:styles {W}><w:style>")
    with pytest.raises(SourceError, match=r"损坏.*另存"):
        read_source(broken, "a.docx")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("const a = function(value) { return value + other; } // code code code code code", "a.txt"),
        ("<html><p>QzE2YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo0NTY3ODlBQkNERUZHSA</html>", "a.html"),
        ("锟斤拷烫烫烫屯屯屯锟斤拷烫烫烫屯屯屯锟斤拷烫烫烫屯屯屯锟斤拷烫烫烫屯屯屯", "a.md"),
    ],
)
def test_next_to_no_usual_chinese_is_doubted(words: str, name: str) -> None:
    assert UNUSUAL in [doubt.why for doubt in imported(words, name).doubts]
    document = packed(f"<w:p>{run(words.replace('<', ''))}</w:p>")
    assert UNUSUAL in [doubt.why for doubt in imported(document, "a.docx").doubts]


def test_usual_chinese_is_not_doubted() -> None:
    for words in (PROSE, "里程 300 公里", "A" * 20):
        assert UNUSUAL not in [doubt.why for doubt in imported(words, "a.txt").doubts]


@pytest.mark.parametrize(
    "form", ["<html><p>{}<br>{}</p></html>", "<html><p>{}</p><p>{}</p></html>", "{}\n{}", "docx"]
)
def test_figures_of_two_lines_are_never_one(form: str) -> None:
    above = "坚持统筹发展，推进公共服务能力，建设交通网络，完善水利设施，公路里程达到120"
    below = "350家企业参与建设，提升生态廊道，强化要素保障，推进公共服务能力，建设交通网络，完善水利设施。"
    if form == "docx":
        lines = f"{run(above)}<w:r><w:br/></w:r>{run(below)}"
        plan = imported(packed(f"<w:p>{run('一、总体要求')}</w:p><w:p>{lines}</w:p>"), "a.docx")
    else:
        head = "<p>一、总体要求</p>" if "<" in form else "一、总体要求\n"
        plan = imported(
            form.format(above, below).replace("<html>", f"<html>{head}")
            if "<" in form
            else head + form.format(above, below),
            "a.html" if "<" in form else "a.txt",
        )
    assert not any("120350" in passage.text for passage in plan.passages)
    assert not any(target.value == 120350 for target in plan.targets)

"""Furniture is dropped by whole lines; a body line that begins like it stays."""

from db.source.formats.text import text_lines
from db.source.furniture import separate


def test_what_a_reprint_puts_around_its_text() -> None:
    text = "某某市\n\n它,赢得\n点击蓝字\n正文。\n预览时标签不可点收录于话题#个上一篇下一篇\n转载请注明:http://a.cn/1.html\n当前时间:"
    body, dropped = separate(text_lines(text))
    assert [line.text for line in body] == ["正文。"]
    assert [line.line for line in dropped] == [1, 3, 4, 6, 7, 8]
    assert all(line.why for line in dropped)


def test_body_lines_that_begin_like_furniture_stay() -> None:
    text = "点击蓝字标注的项目可以看到进展。\n当前时间紧、任务重,要全力推进各项重点工程建设。\n上一篇报告指出了问题。"
    body, dropped = separate(text_lines(text))
    assert len(body) == 3
    assert dropped == []


def test_long_lines_above_the_card_are_text() -> None:
    body, dropped = separate(text_lines("这是一段不短的正文,不会是转载账号的名片。\n点击蓝字"))
    assert [line.number for line in body] == [1]
    assert [line.line for line in dropped] == [2]


def test_several_buttons_on_one_line() -> None:
    text = "打印 关闭窗口\n坚持统筹发展，推进公共服务能力，建设交通网络，围绕重点领域，完善水利设施，提升生态廊道，强化保障措施。\n打印本页　关闭窗口"
    body, dropped = separate(text_lines(text))
    assert [line.number for line in body] == [2]
    assert [line.why for line in dropped] == ["网页按钮"] * 2


def test_buttons_and_links_below_a_page() -> None:
    text = "坚持统筹发展，推进公共服务能力，建设交通网络，围绕重点领域，完善水利设施，提升生态廊道，强化保障措施。\n【打印】【关闭】\n相关链接：某县2025年政府工作报告"
    body, dropped = separate(text_lines(text))
    assert [line.number for line in body] == [1]
    assert [line.why for line in dropped] == ["网页按钮", "相关链接"]

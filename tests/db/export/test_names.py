"""Names of files, made of titles and of words that somebody typed."""

from db.export.names import name_part


def test_a_title_becomes_part_of_a_name() -> None:
    title = "嵊州市“十四五”规划（网络转载节选）"
    assert name_part(title) == "嵊州市十四五规划（网络转载节选）"
    assert name_part(title, bracketed=False) == "嵊州市十四五规划"
    assert name_part("“十四五”指标制定【人工补录】", bracketed=False) == "十四五指标制定"
    assert name_part("（）", "表格", bracketed=False) == "表格"
    assert name_part("“”", "规划") == "规划"
    assert name_part("打造现代交通网络！") == "打造现代交通网络"


def test_nothing_is_left_that_a_system_refuses() -> None:
    assert name_part('a/b\\c:d*e?"f<g>h|\x00\ud800') == "abcdefgh"
    assert name_part("甲\r\n\t乙") == "甲乙"
    assert name_part(" 甲  乙. ") == "甲 乙"
    assert len(name_part("长" * 5000).encode()) < 255 - len("-查找.docx".encode())
    assert name_part("长" * 5000, longest=24) == "长" * 24

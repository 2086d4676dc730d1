"""The metadata file."""

from pathlib import Path

import pytest

from db.errors import SourceError
from db.source.meta import Meta, read_meta


def test_the_bundled_plan_says_what_it_is(meta: Meta) -> None:
    assert meta.info.slug == "shengzhou-145"
    assert meta.info.title == "嵊州市“十四五”规划（网络转载节选）"
    assert meta.info.jurisdiction == "浙江省绍兴市嵊州市"
    assert meta.info.period == "2021–2025"
    assert meta.info.badge == "网络转载节选，非正式文本"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('title = "甲"', "缺少 slug 或 title"),
        ('slug = "a"', "缺少 slug 或 title"),
        ('slug = 1\ntitle = "甲"', "缺少 slug 或 title"),
        ('slug = "../a"\ntitle = "甲"', "slug 只能用"),
        ("slug = ", "格式不对"),
        ('slug = "a"\ntitle = "甲"\nnotes = 3', "notes 一节格式不对"),
    ],
)
def test_a_wrong_metadata_file_is_told_in_a_sentence(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SourceError, match=words):
        read_meta(path)


def test_a_missing_metadata_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="读不出来"):
        read_meta(tmp_path / "a.toml")

"""`search` of a text that writes things its own way, from the file to the answer."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from desktop.cli import run

TEXT = """甲县国民经济和社会发展规划（2026—2030年）

第一章　总体要求

到二○三五年，全县基本实现现代化，人民生活更加美好，各项工作走在全省前列。

按照县政发〔2026〕3号文件要求，各乡镇要加强组织领导，确保各项任务按期完成。

推进 5 G 网络建设，实现中 心 城 区全覆盖，方便群众办事，提高服务质量。

全县投资达到1,234.56亿元，比上年明显增长，重点项目有序推进，成效显著。
"""


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    data = tmp_path_factory.mktemp("folding")
    (data / "规划.txt").write_text(TEXT, "utf-8")

    def slug(capsys: pytest.CaptureFixture[str]) -> str:
        assert run(["plans", "--json", "--data", str(data / "own")]) == 0
        plans = json.loads(capsys.readouterr().out)
        return next(plan["slug"] for plan in plans if "甲县" in plan["title"])

    def ask(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
        if not (data / "own").exists():
            assert run(["import", str(data / "规划.txt"), "--data", str(data / "own")]) == 0
        capsys.readouterr()
        assert run(["search", *words, "--plan", slug(capsys), "--json", "--data", str(data / "own")]) == 0
        return json.loads(capsys.readouterr().out)

    return ask


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("二〇三五", "二○三五"),
        ("二零三五年", "二○三五年"),
        ("二Ｏ三五", "二○三五"),
        ("[2026]3号", "〔2026〕3号"),
        ("【2026】3号", "〔2026〕3号"),
        ("（2026）3号", "〔2026〕3号"),
        ("中心城区", "中 心 城 区"),
        ("推进5G网络", "推进 5 G 网络"),
        ("1234.56亿", "1,234.56亿"),
        ("1,234.56亿", "1,234.56亿"),
        ("1,23", "1,23"),
        ("第一章总体要求", "第一章　总体要求"),
        ("甲县2026~2030", None),
    ],
)
def test_what_is_written_in_another_way_is_found_and_marked_whole(
    asked: Callable[..., Any], capsys: pytest.CaptureFixture[str], words: str, shown: str | None
) -> None:
    found = asked(capsys, words)
    assert found["hits"] == (shown is not None)
    for hit in found["results"]:
        assert [hit["text"][start:end] for start, end in hit["spans"]] == [shown]
    literal = asked(capsys, words, "--literal")
    assert literal["hits"] == (words in TEXT and shown is not None)
    if shown is not None:
        assert asked(capsys, shown, "--literal")["results"][0]["spans"] == found["results"][0]["spans"]

"""Chapters that look back, and those that only sound so."""

import pytest

from db.records import Chapter
from db.source.retrospect import is_told, past_chapters

BACK = (
    "过去五年工作 五年来的奋斗历程 砥砺奋进的五年 亮点纷呈促发展 极不平凡的五年 上届政府工作 开局之年实现良好开端 建设成效 "
    "交出优异答卷 综合实力大幅跃升 规划实施评估 基本县情 过去一年 一年来，我们主要做了以下工作 我们走过的路 五年来发展历程 "
    "辉煌五年 砥砺前行的五年 凝心聚力的一年 人民生活显著改善 城乡面貌再上新台阶 改革开放取得新突破 镇情概况 奋斗足迹"
).split()
AHEAD = (
    "现状改造提升 回顾展示馆建设 成就展览馆建设 历史文化街区现状整治 今后五年工作 推动综合实力大幅跃升 巩固脱贫成效 "
    "“十五五”时期是关键的五年 推进产品碳足迹核算 建立规划评估机制 城乡面貌持续改善 过去五年回顾和今后五年目标"
).split()


@pytest.mark.parametrize("title", BACK)
def test_looking_back(title: str) -> None:
    assert past_chapters([Chapter("1", 1, "一、", title, None)]) == {"1"}


@pytest.mark.parametrize("title", AHEAD)
def test_looking_ahead(title: str) -> None:
    assert past_chapters([Chapter("1", 1, "一、", title, None)]) == set()
    assert not is_told(title)


def test_a_result_below_goals_is_one_of_them() -> None:
    chapters = [
        Chapter("1", 1, "一、", "主要目标", None),
        Chapter("1.1", 2, "（一）", "综合实力大幅跃升", "1"),
        Chapter("1.1.1", 3, "1.", "质量效益显著提升", "1.1"),
        Chapter("2", 1, "二、", "过去五年工作", None),
        Chapter("2.1", 2, "（一）", "抓项目、促投资", "2"),
    ]
    assert past_chapters(chapters) == {"2", "2.1"}

"""Chapters and tables that look back (过去五年工作, 发展基础): what they tell was reached."""

import re
from collections.abc import Sequence

from db.records import Chapter

_LOOKING_BACK = (
    r"回顾|成就|成绩|取得的|取得.{0,8}(?:突破|进展|成效)|工作进展|发展基础|现实基础|规划基础|工作基础|现状|"
    r"面临的|面临形势|发展形势|发展环境|规划背景|时代背景|发展背景|发展成效|主要成效|(?:建设|工作)成效$|存在.{0,6}问题|"
    r"名词|解释|注释|[“\"]十三五[”\"]|[“\"]十四五[”\"]时期.{0,6}(?:成|发展回)|"
    r"(?:执行|完成|落实|进展|实现)情况|(?:工作|年度?|时期)总结|成果丰硕|再创新高|圆满|历史性|"
    r"过去|上一?届|往届|[一三五两]年来|历程|走过|(?:奋斗|发展|前行|奋进)足迹|答卷|成绩单|(?:实施|中期|总结|规划)评估|"
    r"[县市区省州镇乡旗]情(?:$|概|简|分|与|和)|概况|(?:良好|实现.{0,4})(?:开端|开局)|开门红|亮点纷呈|硕果|"
    r"捷报频传|不平凡|非凡|(?<!关键)(?<!今后)(?<!未来)的[一三五]年$|(?:辉煌|奋进|奋斗|难忘|跨越|砥砺|巨变|攻坚).{0,3}[一三五]年"
)
# Takes `“十三五”发展成就`, `过去五年工作`, `基本县情` and `面临的形势`, not `主要目标` or `今后五年工作`
_PAST = re.compile(_LOOKING_BACK)
# A past word that is part of another thing: takes `改造提升`, `展示馆建设` and `机制`, not `和主要成效`
_OF_A_THING = re.compile(r".{0,3}馆|(?:的)?(?:改造|整治|修缮|活化|机制|制度|体系)")
# What reads as a result: takes `综合实力大幅跃升` and `建设成效`, not `成效机制` or `综合实力`
_RESULT = re.compile(
    r"(?:大幅|显著|明显|迅速)(?:跃升|提升|增强|改善|提高|优化|进步|变化|加快|壮大|攀升)|成效(?:$|显著|明显|初显|突出)|"
    r"(?:再上|迈上|跃上|登上|跨上).{0,4}台阶$"
)
# Opens a title that calls for something: takes `推动综合实力大幅跃升`, not `综合实力大幅跃升`
_CALL = re.compile(
    r"(?:推动|推进|促进|加快|奋力|努力|全力|实现|实施|建设|建立|提升|提高|巩固|增强|优化|力争|确保|开创|打造|"
    r"深化|强化|加强|构建|完善|着力|持续|坚持|全面|聚焦|突出|以)"
)
# Takes `总体要求` and `今后五年`, not `发展基础`
_AHEAD = re.compile(
    r"目标|总体要求|总体思路|指导思想|展望|愿景|重点任务|主要任务|工作安排|工作建议|计划草案|工作打算|工作部署|"
    r"工作思路|今后|未来|下一步"
)
# Two things in one title: takes `发展基础和总体要求`, not `主要目标任务完成情况`
_BOTH = re.compile(r"[和与及、暨]")


def past_chapters(chapters: Sequence[Chapter]) -> set[str]:
    """The keys of chapters that tell what was reached, and of all below them that don't look ahead; front
    matter and annexes too.

    A chapter of both (发展基础和总体要求) is left to its sections.
    """
    past: set[str] = set()
    goals: set[str] = set()
    for chapter in chapters:
        beside = chapter.key.split(".")[0][0] in "fa"
        ahead = _AHEAD.search(chapter.title) is not None
        # Below goals 综合实力大幅跃升 is one of them.
        result = chapter.parent not in goals and not ahead and _is_result(chapter.title)
        if beside or result or is_told(chapter.title) or (chapter.parent in past and not ahead):
            past.add(chapter.key)
        elif ahead or chapter.parent in goals:
            goals.add(chapter.key)
    return past


def is_told(title: str) -> bool:
    """Whether a title tells of what was done, and of nothing ahead: 主要目标任务完成情况 does, but not
    发展基础和总体要求 or 现状改造提升.
    """
    told = [found.end() for found in _PAST.finditer(title) if _OF_A_THING.match(title, found.end()) is None]
    ahead = [found.end() for found in _AHEAD.finditer(title)]
    return bool(told) and (not ahead or (told[-1] > ahead[-1] and _BOTH.search(title) is None))


def _is_result(title: str) -> bool:
    return _RESULT.search(title) is not None and _CALL.match(title) is None

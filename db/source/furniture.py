"""What a web page, a collection or a printer puts around a text: dropped as whole lines, and listed with the
reason.

Forms are those counted in real copies. Words that could also stand in a text count only above its first
paragraph and below its last one; a body line that merely begins with such a word is never dropped.
"""

import re
from collections.abc import Mapping

from db.records import Dropped
from db.source.corrections import Correction
from db.source.lines import SourceLine, whole_lines
from db.source.page_numbers import page_numbers
from db.source.page_records import is_record_table, record_lines

_Forms = tuple[tuple[re.Pattern[str], str], ...]


def _forms(*forms: tuple[str, str]) -> _Forms:
    # Each is tried on whole lines: held to the start, a form that opens with blanks is not tried again behind
    # every one of them.
    return tuple((re.compile(rf"\A(?:{form})"), why) for form, why in forms)


_DATE = r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}"
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?"

_ANYWHERE = _forms(
    # Takes `点击上方蓝字关注我们`, not `点击蓝字可以阅读`
    (r"点击(上方)?蓝字(关注我们?)?", "网页提示"),
    # Takes `预览时标签不可点`, not `标签不可点`
    (r"预览时标签不可点(收录于话题.*)?", "网页提示"),
    # Takes `收录于话题 #规划`, not `本文收录于话题`
    (r"收录于话题.{0,20}", "网页提示"),
    # Takes `上一篇下一篇`, not `上一篇章`
    (r"(上一篇|下一篇)+", "翻页链接"),
    # Takes `下一篇：某县规划解读`, not `上一条高铁`
    (r"(上一篇|下一篇|上一条|下一条)\s*[:：].{0,60}", "翻页链接"),
    # Takes `转载请注明：某县发布`, not `转载请注明出处和作者`
    (r"转载请注明([:：]\s*\S*)?", "转载说明"),
    # Takes `当前时间：2026年1月2日`, not `当前时间紧迫`
    (r"当前时间([:：].{0,30})?", "网页时间"),
    # Takes `打印` and `关闭窗口`, not `打印设备制造`
    (
        r"下载|打印|全屏|收藏|还原|减小|加大|加入收藏|我要纠错|返回顶部|关闭窗口|关闭本页|打印本页|打印此页|复制链接|放大|缩小",
        "网页按钮",
    ),
    # Takes `【字号 大 中 小】` and `字体：`, not `字体设计产业`
    (r"【?\s*字\s*[号体]\s*+[:：]?\s*+(?:[大中小加还原减默认特超\s|]{0,20})】?", "网页按钮"),
    # Takes `[大 中 小]` and `大|中|小`, not `大中小企业`
    (
        r"[\[【]?\s*(?:大|中|小)(?:\s*+[|｜/]\s*+|\s++)(?:大|中|小)(?:(?:\s*+[|｜/]\s*+|\s++)(?:大|中|小))?\s*[\]】]?",
        "网页按钮",
    ),
    # Takes `】` and `>>`, not `【专栏1】`
    (r"[【】\[\]|｜>›»/]+", "网页符号"),
    # Takes `扫一扫在手机打开当前页` and `微信扫一扫`, not `扫码支付全面普及`
    (r"扫一扫.{0,4}在?手机(?:上)?打开.{0,10}|微信扫一扫.{0,16}|扫码.{0,16}分享.{0,10}", "网页提示"),
    # Takes `（阅读全部图文内容）`, not `阅读全部内容`
    (r"[（(]?\s*阅读全部图文内容.{0,20}[)）]?|.{0,12}需要先登录.{0,6}", "网页提示"),
    # Takes `0123456789abcdef0123456789abcdef.jpg`, not `0123456789`
    (r"[0-9a-fA-F]{32}(?:\.\w{2,5})?", "链接编号"),
    # Takes `— 12 —` and `第 3 页 共 20 页`, not `第3页规定` or `12`
    (
        r"[-—–―－]\s*\d{1,4}\s*[-—–―－]|[·•]\s*\d{1,4}\s*[·•]|第\s*\d{1,4}\s*页(?:\s*+[,，/]?\s*+共\s*\d{1,4}\s*页)?",
        "页码",
    ),
    # Takes `------` and `***`, not `--` or `——`
    (r"(?:-{3,}|\*{3,}|_{3,}|={3,}|~{3,})", "分隔线"),
    # Takes `![图1](a.png)`, not `[图1](a.png)`
    (r"!\[[^\]]{0,200}\]\([^()]{0,500}\)", "图片"),
    # Takes `|---|---|`, not `|指标|属性|`
    (r"\|?\s*+:?-{2,}+:?\s*+(?:\|\s*+:?-{2,}+:?\s*+)*+\|?", "表格线"),
    # Takes `索 引 号：000014349/2026`, not `建立索引号制度`
    (r"索\s*引\s*号\s*[:：|].*", "网页信息栏"),
    # Takes `版权所有：某县人民政府` and `浙ICP备12345号`, not `保护版权`
    (
        r"版权所有.{0,60}|Copyright\b.{0,80}|.{0,6}ICP备.{0,40}|.{0,20}公网安备.{0,30}|网站标识码.{0,20}",
        "网页页脚",
    ),
)

_AT_THE_ENDS = _forms(
    # Takes `来源：新华社` and `（稿件来源：县政府）`, not `资金来源：财政` (a box's item)
    (r"[（(]?\s*(?:信息|文章|稿件|新闻)?来\s*源\s*[:：].{0,120}", "来源"),
    # Takes `发布时间：2026-01-02 10:00`, not `时间表和路线图`
    ((r"(?:时间|日期|发布时间|发布日期|发表时间|更新时间|更新日期|检索时间|成文日期|生成日期|"
        r"印发日期|添加时间)\s*[:：].{0,60}"), "时间"),
    # Takes `发文机关：国务院办公厅`, not `有效性评价`
    ((r"(?:发布机构|发文机关|发文机构|发布单位|信息提供|分类|主题分类|体裁分类|服务对象|"
        r"组配分类|公开方式|公开属性|公开形式|有效性|效力状态)\s*[:：].{0,60}"), "网页信息栏"),
    # Takes `文 号：国办发〔2025〕12号`, not `实施日期另行通知`
    ((r"(?:文\s*号|发文字号|标\s*题|名\s*称|信息名称|文件名称|公文名称|关键词|主题词|内容概述|"
        r"统一登记号|失效日期|实施日期|有效期|[检搜]索(?:关键)?词)\s*[:：].{0,100}"), "网页信息栏"),
    # Takes `2026-01-02 10:00` and `2026/1/2`, not `2026年1月2日` (the date of a letter)
    (rf"{_DATE}(?:\s*+日(?:\s++|T)|\s*+T|\s++){_TIME}|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}", "时间"),
    # Takes `阅读量：1.2万` and `点击`, not `访问量突破1万`
    ((r"(?:阅读量?|浏览(?:次数|量)?|点击(?:量|数|次数|率)?|访问量?|点赞|评论|收藏数?|"
        r"人气)\s*+[:：]?\s*+[\d,.万+次]{0,12}"), "阅读量"),
    # Takes `责任编辑：王某` and `（记者：李某）`, not `编辑出版产业`
    ((r"[（(\[【]?\s*(?:责任编辑|责编|编辑|编\s*审|审\s*核|校\s*对|初审|复审|终审|监制|供稿|"
        r"录入|撰稿|作者|记者|通讯员|值班编委|值班编辑|策划|排版|签发)\s*[:：].{0,40}"), "编辑信息"),
    # Takes `您的位置： 首页 > 政务公开`, not `区位优势明显`
    (r"(?:当前|您的|您当前的?|所在|您所在的?)位置\s*[:：]?.{0,120}", "网页路径"),
    # Takes `分享到：` and `大`, not `分享发展成果`
    (r"(?:分享|分享到|转发|微信|微博|QQ空间|打印|保存|字号|纠错)\s*[:：]?|[大中小]|A[-+]|[-+]A?", "网页按钮"),
    # Takes `分享到：微信 新浪微博`, `[打印本页]` and `【打印】【关闭】`, not `分享到：全县`
    ((r"(?:分享|转发)(?:到|至)?\s*+[:：]?\s*+(?:(?:微信|微博|新浪微博|腾讯微博|QQ(?:空间|好友)?|朋友圈|"
        r"人人网|豆瓣|更多|一键分享|复制链接)[\s、|]*+){1,9}|"
        r"(?:[【\[](?:打印|关闭|收藏|分享|纠错|返回|字号)[\u4e00-\u9fff]{0,4}[】\]]\s*+){1,8}"), "网页按钮"),
    # Takes `相关链接：某县2025年政府工作报告`, not `相关链接的管理`
    (
        (
            r"[【\[]?(?:相关(?:报道|链接|阅读|文章|新闻|解读|推荐|信息|稿件)|推荐阅读|延伸阅读)"
            r"[】\]]?\s*+[:：].{1,80}"
        ),
        "相关链接",
    ),
    # Takes `首页` and `规划计划`, not `规划计划体系`
    ((r"首页|网站首页|主页|新闻|要闻|政务公开|政务信息|信息公开|政府信息公开|政策文件|规划计划|"
        r"发展规划|无障碍浏览|长者模式|登录|注册|搜索|站内搜索|繁體|EN|ENGLISH"), "网页栏目"),
    # Each step reaches as far as it can, and no other way to part them is tried
    # Takes `首页 > 政务公开 > 规划`, not `首页政务公开`
    (r"(?:(?>.{1,12}\s*[>›»])\s*+){1,8}.{0,40}", "网页路径"),
    # Takes `联系电话：0575-12345678` and `主办单位：县政府`, not `电话普及率`
    (
        r"(?:主办|承办|技术支持|联系电话|咨询电话|电话|传真|地址|邮编|邮政编码|电子邮箱|邮箱)(?:单位)?\s*[:：].{0,80}",
        "网页页脚",
    ),
    # Takes `政策全文` and `全文如下：`, not `正文第一章`
    (r"政策全文|全文如下[:：]?|正文(?:内容)?|原文(?:如下[:：]?|链接.{0,100})?", "网页提示"),
    # Takes `附件下载：规划.pdf`, not `附件1　重点项目`
    (
        (
            r"[【\[]?(?:原文下载|附件下载|下载附件|查看原文|阅读原文|相关附件|点击下载|下载全文)[】\]]?"
            r"\s*[:：]?.{0,120}"
        ),
        "下载链接",
    ),
    # Takes `https://www.example.gov.cn/a.html`, not `www.example.gov.cn`
    (r"(?:https?|ftp)://\S{4,300}", "链接"),
    # Takes `新华社记者 王某 摄` and `图片：县政府`, not `摄影产业`
    (r".{0,60}(?:记者|通讯员|摄影)\s*.{1,12}摄\s*[)）]?|[（(]?(?:图片?|照片)[:：/].{0,40}", "图片说明"),
)  # fmt: skip
# Takes `相关链接：` and `【推荐阅读】`, not `相关部门`
_RELATED = re.compile(
    r"[【\[]?(?:相关(?:报道|链接|附件|阅读|文章|新闻|解读|政策|推荐|信息|稿件)|推荐阅读|"
    r"延伸阅读|热点推荐|猜你喜欢|更多)[】\]]?\s*[:：]?"
)
# Takes `点击上方蓝字关注我们`, not `点击`
_ACCOUNT_CARD = re.compile(r"点击(上方)?蓝字(关注我们?)?")
# The card of an account: a name, a slogan, “关注”, all short, above the words 点击蓝字.
_CARD_LINES, _CARD_LENGTH = 6, 15
# Takes `当前位置：`, not `当前位置：首页`
_PATH_START = re.compile(r"(?:当前|您的|所在|您所在的?)位置\s*[:：]?")
# A page's table of facts: takes `索引号： | 000014349`, not `索引号：000014349`
_RECORD = re.compile(r"\A(?:[^，。；]{1,12}[:：]\s*\|.*|.*\|\s*[^，。；]{1,12}[:：].*)")
# Takes `【字号：`, not `【字号：大】`
_BRACKET = re.compile(r"【\s*字\s*[号体]\s*[:：]?")
# Takes `https://www.example.gov.cn/a.html`, not `www.example.gov.cn`
_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s()\[\]<>（）【】]{4,}")
_LONGEST_LINE = 4_000
"""Characters of a line that may be furniture, addresses in it included."""
TABLE_LINE, LINE = "表格线", "分隔线"
"""Why a line was left out that has no words: `|---|` only draws."""
_ARROWS = (">", "›", "»", "/", ">>")
"""What stands between the steps of a path."""
_BODY = 40
"""Characters from which a line with a full stop is surely text."""
_ENDS = 60
"""Lines at each end in which the words above count at most."""


def separate(
    lines: list[SourceLine], corrections: Mapping[int, Correction] | None = None
) -> tuple[list[SourceLine], list[Dropped]]:
    """The lines of the text, and those that are furniture, both in order.

    `corrections` go before the rules.
    """
    first, last = _text_range(lines)
    whys = [_why(line, at, first, last) for at, line in enumerate(lines)]
    _account_card(lines, whys)
    _paths_and_buttons(lines, whys, first)
    _related(lines, whys, last)
    for at in record_lines(lines, first):
        whys[at] = whys[at] or "网页信息栏"
    for at in page_numbers(lines):
        whys[at] = whys[at] or "页码"
    for at, line in enumerate(lines):
        correction = (corrections or {}).get(line.number)
        if correction is not None and (line.text or line.grid):
            whys[at] = "核对时移出" if correction.role == "furniture" else ""
    # A line of the file is dropped as a whole or not at all.
    gone = whole_lines(lines, {at for at, why in enumerate(whys) if why})
    dropped = [
        Dropped(number, words, whys[at]) for at in sorted(gone) for number, words in _words(lines[at]).items()
    ]
    dropped += (each for line in lines for each in line.left_out)
    dropped.sort(key=lambda each: each.line)
    return [line for at, line in enumerate(lines) if at not in gone], dropped


def _words(line: SourceLine) -> dict[int, str]:
    """The source lines that a line comes from, each with the words that are told of it."""
    found: dict[int, list[str]] = {number: [] for number in line.numbers}
    for piece in line.grid.pieces if line.grid else ():
        for number in piece.lines:
            found[number].append(piece.text)
    return {number: "".join(words) or line.source for number, words in found.items()}


def _text_range(lines: list[SourceLine]) -> tuple[int, int]:
    """Indexes of the first and the last line that are surely text."""
    sure = [
        at
        for at, line in enumerate(lines)
        if not line.aside
        and (
            not is_record_table(line.grid)
            if line.grid is not None
            else len(line.text) >= _BODY and "。" in line.text
        )
    ]
    if not sure:
        return len(lines), -1
    # a list or glossary whose items are short may follow
    items = (
        at
        for at in range(sure[-1] + 1, min(len(lines), sure[-1] + _ENDS))
        if len(lines[at].text) >= 15 and lines[at].text[-1] in "。；" and not _at_the_ends(lines[at].text)
    )
    return sure[0], max(items, default=sure[-1])


def _why(line: SourceLine, at: int, first: int, last: int) -> str:
    if line.grid is not None:
        # Also below the text, where some pages have it.
        return "网页信息栏" if (at < first or at > last) and is_record_table(line.grid) else ""
    if not line.text:
        return TABLE_LINE if "<t" in line.raw or "</t" in line.raw or "|" in line.raw else LINE
    if line.aside or len(line.text) > _LONGEST_LINE:
        return line.aside
    # An address may be of any length, and tells nothing.
    text = _ADDRESS.sub("http://address", line.text)
    if len(text) > 400:
        return ""
    found = _by(_ANYWHERE, text)
    if not found and (at < first or at > last):
        found = _at_the_ends(text) or ("网页信息栏" if _RECORD.fullmatch(text) else "")
    return found


def _by(forms: _Forms, text: str) -> str:
    """Why the first of the forms that takes `text` drops it; empty if none does."""
    return next((why for form, why in forms if form.fullmatch(text)), "")


def _at_the_ends(text: str) -> str:
    found = _by(_AT_THE_ENDS, text)
    words = [word for word in re.split(r"[\s\u3000|｜]+", text) if word]
    if not found and 2 <= len(words) <= 12 and all(len(word) <= 12 for word in words):
        # several on one line: 打印本页 关闭窗口, also in brackets
        whys = {_by((*_ANYWHERE, *_AT_THE_ENDS), word.strip("【】[]")) for word in words}
        found = "" if "" in whys else "网页按钮" if "网页按钮" in whys else min(whys)
    return found


def _account_card(lines: list[SourceLine], whys: list[str]) -> None:
    """Above the words 点击蓝字 near the top, short lines are the reposting account's card."""
    for at, line in enumerate(lines[:_CARD_LINES]):
        if _ACCOUNT_CARD.fullmatch(line.text) and all(
            len(above.text) <= _CARD_LENGTH for above in lines[:at]
        ):
            whys[:at] = ["转载账号名片"] * at


def _paths_and_buttons(lines: list[SourceLine], whys: list[str], first: int) -> None:
    """A path or a font switch that a page broke over lines: 当前位置： / 首页 / > / 政务信息 / >."""
    at = 0
    while at < min(first, len(lines)):
        text = lines[at].text
        if _PATH_START.fullmatch(text):
            at += 1
            named = False
            while at < first and len(lines[at].text) <= 20:
                arrow = lines[at].text.strip() in _ARROWS
                if named and not arrow:
                    break
                named = not arrow
                # what follows the last arrow is the page itself, which has its title
                if named and at + 1 < len(lines) and lines[at + 1].text.strip() not in _ARROWS:
                    whys[at] = whys[at] or ("网页路径" if len(lines[at].text) <= 6 else "")
                    break
                whys[at] = "网页路径"
                at += 1
        elif _BRACKET.fullmatch(text):
            end = next(
                (to for to in range(at, min(at + 8, len(lines))) if lines[to].text.strip() in ("】", "]")),
                None,
            )
            if end is not None and all(len(lines[to].text) <= 4 for to in range(at + 1, end)):
                whys[at : end + 1] = ["网页按钮"] * (end + 1 - at)
        at += 1


def _related(lines: list[SourceLine], whys: list[str], last: int) -> None:
    """Links to other pages below the text, down to the end."""
    below = range(last + 1, len(lines))
    start = next((at for at in below if _RELATED.fullmatch(lines[at].text)), len(lines))
    for at in range(start, len(lines)):
        if lines[at].grid is None and len(lines[at].text) <= 80:
            whys[at] = whys[at] or "相关链接"

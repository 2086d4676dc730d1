"""Measure words (个, 项, 家 …): where they stand without their number.

Chinese puts a number, or one of a few words (每, 各, 这 …), before every measure word. Where neither stands
there, and the character is no part of a word (项 of 项目, 家 of 国家), a number was there.
"""

import re
from dataclasses import dataclass

CHINESE = r"\u4e00-\u9fff"
NUMERAL = (
    "〇○零一二三四五六七八九十百千万亿两几数多余半廿卅壹贰"
    "叁萬億兩幾數餘每某各本该此这那哪逐整单首若干来些諸诸這"
)
"""What a measure word follows besides digits: a number, or a word that stands for one."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure word of one character, and what makes it a part of a word."""

    word: str
    after: str
    """Characters that begin a word with it (家庭)."""
    before: str = ""
    """Characters that end a word with it (事项), or after which it needs no number (有个).
    Empty: so many do that what stands before it tells nothing.
    """


_MEASURES = (
    Measure(
        "个",
        after="别性子股例头税个把旧转贷",
        before=(
            "个真自大儿上高独挨小矮俩哪有么是前做当搞下过打提换画写立开留争忙看问玩卖找来了谁着像响唱"
            "抢跑转落连想送图竖轮变顶摔娶办题拜弄安列挂冒谈拿取擂比带要少抵吃出回选缺忘把扎成盖种捉讲抱拉搭凭补跳举包挣赢讨请睡分得喝坐站盼"
        ),
    ),
    Measure(
        "项",
        after="目羽链式城英背注圈海族梁王庄立赛标朝群下桥项",
        before="事专选立款奖党强颈弱进大主小设其杂前分兼说子浦长等逆卯定浮加扣缴赛考列短误差项桥是义税据",
    ),
    Measure(
        "家",
        after=(
            "庭里族长人机岭洛伙乡庄属务洲湖具门森岗潭墩电计湾园博队冲境家教常畜寨当作荡口必子乐产用旅"
            "宝各沟嘴福庙丁渡台池能塘耀矶渊协塔碑拐岔条铺棚喻禽万主璇大业界学居村眷传事体数父争组奴户"
            "破可财政杜堡的标住兄小室港世书养私宴底法贫风训谱母什道宅规信校装访纺"
        ),
    ),
    Measure("户", after="部口籍外晓户数卡厕进主头型均用"),
    Measure(
        "座",
        after="谈位门舱椅右率无教次机落席部标上楼子力垫座号钟雕盘",
        before=(
            "弥宝讲在星底基后落入碑客双上就插满王子户牛马熊仙茶胎莲让艺鹅硬支银琴车蝎末叫邻卖雅羊鹰犬"
            "夫瓶鱼蟹座定台无塔软排像空谊是有活山着面捉炮秤驶机散楼正羯"
        ),
    ),
    Measure("处", after="理于处长罚置分境在机死方女以事决世所可级心温不治身暑刑变突警非"),
    Measure(
        "条",
        after=(
            "件约例款形子文条纹主令理石目不码斯陈龙街山心块化状幅带凳英框规分旗播万桌儿钢几有机式顿箱"
            "湖线路案腿编筐藤田贯屏斑船道纸冶狗析司命法繁橙战共友新克失丝厮腐三修入列型头岛干支数施畅"
            "痕绒解达锈项鱼鳎异河制帽回辨猪鸡鸭客卡徐直图透灸身区犯舞菜烟视"
        ),
        before=(
            "词面线教长纸萧要无家有条枝链苗布信油字柳慢决赤金关白盟中头木封东发粉压藤始理犯皮薯束细造"
            "星箔荆样便收借假戒钢天试欠毛合插磁分同锯竹肋辐银檩焊按的是连找拖花胶竖批养着齿签屏彩双走闯指探踏"
        ),
    ),
    Measure("位", after="于置居素子移制数一列处次差阶高尊势"),
    Measure(
        "名",
        after=(
            "称字胜叫牌单城额片义贵词人为列誉茶副将声其优家山次位气著头闻目曰利度不言士望特扬录册校门"
            "堂夏作鼎于流号子企正衡臣思古篇、存唤下帖分画句满老村镇县酒菜产园花曲品角实手落中"
        ),
    ),
    Measure("件", after="工园系名反"),
    Measure("套", after="餐路话装房用子间改取件管汇利现种"),
    Measure("台", after="湾上阶下北山子独地海风基前站式大州词办币南商胞球面灯长后儿账资盟岛企属农青区"),
    Measure("辆", after="次数", before="车买着开骑辆"),
    Measure("艘", after="次数", before="大艘着"),
    Measure("亩", after="产数均", before="英田公地垄半"),
    Measure("吨", after="级粮位轮公数半当重煤", before="总公长英皮载聊大"),
)
_VERBS = (
    "新增|净增|现有|已有|培育|引进|引育|新建|改建|扩建|改造|建成|建设|打造|创建|实施"
    "|完成|开展|举办|出台|制定|新签|签约|入选|认定|增加"
    "|减少|达到|增至|超过|拥有|共有|推出|化解|办结|受理|查处|关停|淘汰|整治"
    "|储备|开工|投产|组织|获得|获评|新认|落地|建立|设立"
    "|调整|优化|设置|开通|开放|提供|壮大|首批|退出|办好|抓好|派出|选派|征集"
    "|配备|安装|更新|布局|谋划|策划|梳理|评选|认证|发布"
    "|修订|审议|出动|排查|整改|竣工|建有|设有|分布"
)
"""Before a measure word these are its verb, even where their last character would make a word with it."""
_PEOPLE = (
    "人才|教师|学生|业生|医生|医师|员工|职工|民工|干部|党员|儿童|老人|人员|群众"
    "|居民|青年|妇女|专家|院士|委员|代表|农民|村民|愿者"
    "|动者|学员|考生|工匠|医护|民警"
)
_BODIES = (
    "公司|工厂|车间|园区|景区|小区|基地|机构|医院|银行|酒店|门店|超市|中心|学校"
    "|场所|验室|书馆|作社|农场|民宿|餐厅|食堂|书屋|饭店"
    "|店铺|单位|社区|电站|平台|协会|学会|委会|市场|商场|药店|网点|站点|冠军"
    "|主体|究院|老院|物馆|念馆|化馆|宾馆|集团|客栈|纪院|护院"
)
_PLACES = (
    "隐患|公园|绿地|设施|遗址|景点|广场|球场|步道|车站|路口|泵站|驿站|违建|害点"
    "|务点|站点|文物|古迹|险段|点位|场地|泊位|工地|故居"
    "|灾害|煤矿|断点|台站|场馆|村落|遗产|渡口|桥梁|路段|矿山|水源"
)
_HOMES = (
    "家庭|居民|农户|群众|农房|危房|住房|旧房|厕所|商户|主体|房屋"
    "|住宅|房源|公寓|置房|障房|改房|租房|企业|人口|务工"
)
_THINGS = (
    "草案|提案|议案|专利|合同|事项|作品|诉求|商标|建议|信访|文书|案例|办法"
    "|条例|法规|规章|文献|藏品|案件|文件|措施|法律|有量"
    "|事件|审查"
)
_MACHINES = (
    "设备|机器|汽车|公交|机组|电梯|电桩|车辆|器人|终端|基站|农机|轿车|装置|系统|客车|货车|飞机|船舶|渔船"
)
_WORKS = (
    "工程|活动|行动|任务|措施|标准|专利|事业|成果|技术|制度|政策|工作|指标|服务|课题|事项|改革|技改|荣誉|法规"
)
_WAYS = "公路|道路|线路|航线|铁路|街区|措施|建议|意见|方面|举措|通道|高速|街巷|河流|管线|产线"
_COUNTED = {
    "家": _BODIES.replace("银行|", ""),
    "户": f"{_HOMES}|{_BODIES}",
    "名": _PEOPLE,
    "位": "排名|全国|全省|全市|全球|世界|老人|人才|青年",
    "处": _PLACES,
    "件": _THINGS,
    "套": f"{_HOMES}|{_MACHINES}",
    "台": _MACHINES,
    "条": _WAYS,
    "座": f"{_PLACES}|{_BODIES}|水库|厕所|厂房|高炉",
    "项": _WORKS,
}
"""What is counted with a measure word, by its last two characters: with a stop behind it these make no word
with it; but 企业家 is one, and 单位名.
"""
_GROWN = ("增加到", "扩大到", "提高到", "增长到", "发展到", "减少到")
_STOPS = ("，", "。", "；", "、", "！", "以上", "左右", "以内")
_RANGES = ("以上", "左右", "以内")
_NUMERALS = frozenset(f"第0123456789０１２３４５６７８９{NUMERAL}")
_VERB_WORDS = tuple(_VERBS.split("|"))
_BEFORE = {each.word: frozenset(each.before) | _NUMERALS for each in _MEASURES if each.before}
_AFTER = {each.word: frozenset(each.after) for each in _MEASURES}
_COUNTED_WORDS = {word: tuple(_COUNTED.get(word, f"{_BODIES}|{_PLACES}").split("|")) for word in _AFTER}
# Takes `个人所得` and `名医名师`, not `个人工智能项目` or `名医生`
_WORD = re.compile(
    r"个(?:人(?![工民才口])|体(?![育系])|中(?![医小心央外长型青等])|案(?!例)|儿(?!童)|数(?![字据]))"
    r"|名(?:医(?![生护务师])|教(?![师练授])|师(?![资生范]))|家中(?![医小外央国型])|家医(?![院疗学])|个位数|个私(?![人立营])"
)
MEASURE_WORDS = "".join(_AFTER)


def lost_before(text: str, at: int) -> bool:
    """Whether the measure word at `at`, one of MEASURE_WORDS, has lost its number:
    重点项目个，, 新增家企业; but not 国家, 项目, 各项工作.
    """
    word, behind = text[at], at + 1
    if not at or behind == len(text) or text[behind] in _AFTER[word] or _WORD.match(text, at):
        return False
    if text.endswith(_VERB_WORDS, 0, at):
        return True
    last = text[at - 1]
    if not is_chinese(last):
        # At the head of a clause
        return word in "个项" and last in "，、；。" and is_chinese(text[behind])
    if word in _BEFORE:
        if last not in _BEFORE[word] or (word == "个" and text.endswith(_GROWN, 0, at)):
            return True
    elif word not in "处位" and last not in _NUMERALS and text.startswith(_RANGES, behind):
        return True
    if not text.startswith(_STOPS, behind):
        return False
    return text.endswith(_COUNTED_WORDS[word], 0, at) or (word == "家" and last in "社馆室站院场企园库坊校矿")


def is_chinese(character: str) -> bool:
    """Whether it is a Chinese character, and no sign."""
    return "\u4e00" <= character <= "\u9fff"

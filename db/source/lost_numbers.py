"""Finding measures, units and years whose number is lost (达到亿元, 增长%, 重点项目个, 比年增长).

Each rule says what stands before the place and what behind it, where no number does; a rule looks at the
place only, so its time does not grow with the text. What can be said without a number is left alone:
万人空巷, 投资超亿元, 到年底.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from db.records import GapKind, Span
from db.source.measures import CHINESE, MEASURE_WORDS, NUMERAL, is_chinese, lost_before

_NUMBER = f"0-9０-９{NUMERAL}"


def _behind(*words: str) -> str:
    """Behind one of these words or patterns, which are divided by `|` and may differ in length."""
    groups: dict[int, list[str]] = {}
    for word in "|".join(words).split("|"):
        # How long a pattern's words are is not told by its own length.
        groups.setdefault(-len(groups) if "[" in word else len(word), []).append(word)
    return "(?:" + "|".join(f"(?<={'|'.join(group)})" for group in groups.values()) + ")"


def _not_behind(characters: str) -> str:
    """Behind a Chinese character that is none of these and no number."""
    return f"(?<=[{CHINESE}])(?<![{_NUMBER}{characters}])"


_STOP = r"(?=[，。；、！）（]|左右|以内|以上[，。；、]|以下[，。；、])"
_END = r"(?=[，。；、]|以上|左右)"
_LONG = (
    "(?>微克|平方公里|平方千米|平方米|立方米|公里|公顷|公斤"
    "|千瓦时|千瓦|兆瓦|千伏|小时|分钟|标准箱|标箱|吨标准煤)"
)
_COUNTED = "(?:[人户件]次|[人户家个项亩吨斤辆套台名件张头所座处条只株册份群次米场列方度])"
_LARGE = "(?:万亿|[万亿])"
_RATES = (
    "造价|单价|均价|电价|运价|票价|房价|地价|售价|价格|租金|成本|单产|产量|产值|产出|税收|税额|费用|利润|效益"
    "|能耗|电耗|水耗|油耗|煤耗|综合能耗|综合成本|平均"
)
"""What is told of each unit (公里成本)."""
# 万 and 亿 are numbers themselves behind these (超万人, 近亿元), or begin a word (进万家)
_AS_NUMBER = "上近超过逾破跨双巨进暖这满好助跃约家"
_ROUND = _not_behind(_AS_NUMBER)
_REACHED = "新增|净增|达到|增至|增加|减少|降至|高到|加到|大到|少到|长到|升到|降到|控在|制在"
_SPENT = (
    "增发|发行|安排|投入|拨付|筹集|争取|减免|下达|整合|注入|节约|追回|募集|筹资"
    "|统筹|发债|资金|贷款|总额|余额|金额|支出|债券|授信"
    "|融资|成本|售额|补助|奖补|税费|利润|税收|财力|存款|资产|赤字|总值|加值"
)
_SUMS = (
    "由|从|到|至|为|达|约|过|均|了|年|要|增加|减少|提高|标准"
    "|补助|补贴|奖励|收入|价格|每月|每年|每人|低于|超过"
)
_PEOPLE = (
    "就业|培训|转移|增加|新增|招生|招收|达到|增至|惠及|救助|人才|学生|业生|动力"
    "|职工|民工|员|动者|愿者|业者|患者|专家|院士|农民|村民|干部|教师"
    "|医生|医师|游客|人口|群众|儿童|老人|招聘|录用|安置|处分|查处|抓获|输送|引进|选派|吸纳"
    "|分流|疏散|撤离|回国|搬迁|脱贫|参保|毕业|入学|扩招"
)
_GREW = "突破|增至|累计|总量|总数|总计|共计|分别|降至|加到|增加|减少|大到|压降|新至|提升|达到|达成|加至"
_COMPANIES = (
    "规上|以上|工业|技术|精特新|精特新”|精特新中小|瞪羚”|独角兽”|链主”|小巨人”|上市|冠军|冠军”|排放|入驻"
    "|入园|示范|总部|链主|领军|挂牌|备案|产业化|实绩的"
    "|物流|生成|入规|瞪羚|独角兽|省级|国家级|外资|投资|限上|四上|科技型|创新型"
)
_SCHOOLS = (
    "儿园|学校|小学|中学|高中|高校|大学|学院|医院|生院|生室|老院|机构|单位"
    "|校舍|书院|党校|分校|校区|技校|中专|职高|职校|分院"
)
_FOUNDED = "成立|诞辰|胜利|建立|解放|建党|建军|建国|开放|逝世|起义|长征|建交|回归"
_ACTS = (
    "提出了|建立了|建成了|建设了|实施了|启动了|形成了|开展了|新建了"
    "|推出了|出台了|完成了|培育了|打造了|制定了|引进了|布局了"
)
_LISTED = (
    "[0-9][万亿][、和至]|[0-9]万亿[、和至]"
    "|[0-9][万亿][元人户亩吨个套件][、和至]|[0-9]万亿元[、和至]|[0-9][万亿]公里[、和至]"
    "|[0-9][万亿]平方公里[、和至]"
)
_ANNUAL = (
    "度底末初终中均内间龄轻老青幼长迈少纪产薪限级份代会鉴报检货味销吞发处加平总复年关夜节俗事华岁息收金功糕税利营可率休审租"
    "近景富有前运旅客输供用耗需生降径蒸日温损贷存缴领补化投俱来後后三画饭集夕成头历莫月满表轮数刊深久资谱票礼載號号期假齡輕産終間內"
)
"""What 年 makes a word with, or what is told of each year (年发电量)."""
_PAIRS = {
    "家": (
        "有国國专學学作画玩大人儒商回当居农管酒皇亲公世冤仇百科业住校行论艺术革理政探发明投资",
        (
            "企业|国家级|国家实|国家区|省级|省属|省实验|全国重点|重点实验室"
            "|医疗机构|单位|高新区|地方国企|上市公司|医院|高校"
            "|新型研发|龙头|规上|高新技术|中小微|专精特新|企事业|央企|机构|市级|县级"
        ),
    ),
    "所": (
        "究务易出诊生场院育检收养护教测戒看厕处寓会判",
        (
            "高校|县医|县中医|县妇|县属|县级|县域|乡镇|省属|省市|社区卫生"
            "|优质|高等|普通高|高职|幼儿园|中小学|学校"
        ),
    ),
    "件": ("事条案文软硬部构信证", "民生实事|实事|地方性法规|行政法规|法律议案|人大代表建议|政协提案"),
    "条": (
        "词面教信链法分的",
        "产业链|重点产业|城市黑臭|高速公路|公交线路|国际航线|货运航线|高铁|新航线|地铁",
    ),
    "户": (
        "每用农客贫账住散大商租落各入逐开佃窗门低边监脱保搬体迁困难",
        "企业|困难|国有|家庭|群众|居民|农村|高层|农民|农户|经营主体",
    ),
    "名": (
        "著知排第命姓同报冠成点化书签莫无更提署匿美罪学别实指品地域网企英原除罚",
        (
            "个人|优秀|科技|高水平|战略科学家|困难|低保|教师|干部|党员|学生|同志"
            "|毕业生|学员|志愿者|退役|医务|农民工|劳动者"
            "|师生|院士|儿童|老人|群众|职工"
        ),
    ),
    "部": (
        "全内各干总党局大外中上下宣俱西东南北组织",
        (
            "法律草案|法律议案|法律和|法律、|法律，|行政法规|地方性法规"
            "|优秀作品|作品获|作品荣|作品入|纪录片|电视剧"
        ),
    ),
}
"""A measure: what may not stand before it, and what is counted with it. The two never stand side by side."""
_CLAUSE = 32
"""Characters of a clause that are looked back at."""
_CLASSES = "个家户名位处条件套台座项所部种场列宗颗辆艘"

_FORMS: tuple[tuple[GapKind, str, str], ...] = (
    # Takes `居全国第位，`, not `居全国第3位，` or `次第名列`
    ("count", r"(?<=第)(?<![门次及落等府]第)[位名个批次届条座项轮期](?!一)", "位名个批次届条座项轮期"),
    # Takes `增长%，` and `达到%以上`, not `增长6.1%，` or `（%）` or `单位%，`
    ("count", rf"(?<=[{CHINESE}、，”])(?<!位)[%％‰℃](?![)）/]|\s*+$)", "%％‰℃"),
    # Takes `超过米的矿山`, not `超过3米的` or `玉米的`
    ("count", rf"{_behind('超过|不足|低于|高于|达到|至少|约为')}米(?=[，。；、的以左])", "米"),
    # Takes `农村道路公里，` and `打造“小时交通圈”`, not `5公里，`, `每平方米`, `从小时候` or `公里成本`
    (
        "count",
        rf"(?<=[{CHINESE}、，“”])(?<![{_NUMBER}方吨客人车从低瓦个我生]){_LONG}(?![数级候工位]|{_RATES})",
        "微平立公千兆小分标吨",
    ),
    # Takes `接待游客约人次，`, not `接待游客人次和收入`
    ("count", rf"{_behind('达到|超过|突破|增至|约|共')}人次", "人"),
    # Takes `培训教师人次，`, not `培训人次达到` or `游客人次，`
    ("count", rf"{_not_behind('件客游待旅的均和出')}人次(?=，|。|；|以上|左右)", "人"),
    # Takes `完成投资亿元，` and `投资万元的`, not `投资超亿元，` or `亿元以上项目`
    (
        "sum",
        rf"{_ROUND}(?<![^定持制控]在)(?<![达值](?=万元)){_LARGE}(?:元|美元|欧元)(?:{_STOP}|(?=的))",
        "万亿",
    ),
    # Takes `工业产值达万元，`, not `人均产值达万元，` or `收入达万元，`
    (
        "sum",
        rf"{_behind('产值达|总值达|税收达|投资达|资金达|总额达|利润达')}(?<![人户亩]均产值达)(?<![人户亩]均[税利]收达)万元{_STOP}",
        "万",
    ),
    # Takes `安排资金万元用于`, not `安排资金5万元用于` or `资金万元以上`
    ("sum", r"(?<=资金)万元(?=用于|支持|扶持|开展|实施|建设|专项用于|对)", "万"),
    # Takes `安排资金亿元支持`, not `安排资金5亿元支持` or `争取亿元以上项目`
    (
        "sum",
        rf"{_behind(_SPENT)}(?:万亿|亿)元(?!以上|级|项目|企业|产业|[大村镇乡县园楼])",
        "万亿",
    ),
    # Takes `城镇新增就业万人，`, not `超万人，` or `千家万户，`
    ("count", rf"{_ROUND}{_LARGE}(?:{_COUNTED}|{_LONG}){_STOP}", "万亿"),
    # Takes `改造万平方米老旧小区`, not `建设万亩良田` or `万千瓦级`
    ("count", rf"{_ROUND}{_LARGE}{_LONG}(?!级)", "万亿"),
    # Takes `新增万户居民`, not `新增万吨级码头` or `惠及万户居民`
    ("count", rf"{_behind(_REACHED)}[万亿]{_COUNTED}(?!级|以上)", "万亿"),
    # Takes `解决亿多农村人口`, not `数亿多` or `1亿多`
    ("count", rf"{_not_behind(_AS_NUMBER)}亿多", "亿"),
    # Takes `从万亿元增加到`, not `从千家万户`
    ("count", rf"(?<=[从由]){_LARGE}(?:{_COUNTED}|{_LONG}|元)(?=[增提扩下减上降跃])", "万亿"),
    # Takes `输送约亿立方米`, not `签约亿元`
    ("count", rf"(?<=约)(?<![签节集条制契履]约)[万亿](?:{_COUNTED}|{_LONG})", "万亿"),
    # Takes `分别达、亿元、`, not `、亿元以上`
    ("sum", rf"(?<=[、，]){_LARGE}元(?=[、，。；])", "万亿"),
    # It could be just one of them, but plans and reports say 万 alone nearly never
    # Takes `产量突破万辆，`, not `突破万亿元` or `突破万吨级` or `超万人`
    ("doubtful", rf"{_behind('超过|突破')}[万亿](?:{_COUNTED}|{_LONG}|元)(?!级|大关|规模)", "万亿"),
    # Takes `完成万套改造`, not `近万套` or `3万套`
    ("doubtful", rf"{_not_behind(_AS_NUMBER)}万(?:[个套台辆件张例列场]|人次)(?!级)", "万"),
    # Takes `完成万亩营造林` and `带动万人增收`, not `建设万吨级码头` or `完成3万亩`
    (
        "doubtful",
        (
            rf"{_behind('完成|供应|解决|确保|惠及|带动|安置|救助|支持|培训|资助|覆盖|保持|发放|改造|新建|改建')}"
            r"万(?:[亩人户吨名千](?![级次大企方里])|人次)"
        ),
        "万",
    ),
    # Takes `分别减少万、3.8万`, not `减少3万、`
    ("count", rf"{_behind('分别|减少|增加|达到|增至')}[万亿](?=[、至—到和，。；])", "万亿"),
    # Takes `10.6万、万、3.3万` and `7.8万户、万人`, not `3万、5万`
    ("count", rf"{_behind(_LISTED)}[万亿]", "万亿"),
    # Takes `由去年的亿元增加到`, not `5亿元增加到`
    (
        "sum",
        rf"{_not_behind(_AS_NUMBER)}{_LARGE}元(?=增加|提高|增至|扩大|上升|下降|降至)",
        "万亿",
    ),
    # Takes `解决万农村人口`, not `千万农村人口` or `亿万农民`
    (
        "count",
        (
            rf"{_not_behind(_AS_NUMBER)}(?:[万亿](?=农村|农业|农民|农牧"
            rf"|贫困|省外|无电|低保|残疾|劳动力|城镇|居家|高校|儿童|婴幼儿"
            r"|退役|学生)|亿(?=人口|人民|中国))"
        ),
        "万亿",
    ),
    # Takes `实现亿左右农业人口`, not `超亿` or `千万以上`
    ("count", rf"{_not_behind(_AS_NUMBER)}[万亿](?=左右|以上[，。；、]|以内)", "万亿"),
    # Takes `补助标准提高到每月元，`, not `提高到100元，` or `到元旦，`
    ("sum", rf"{_behind(_SUMS)}元(?=[提增上，。；、以左/（每的和])", "元"),
    # Takes `领取工资元，` and `给予元奖励`, not `美元，` or `多元，`
    (
        "sum",
        (
            rf"{_behind('工资|支出|消费|均价|津贴|老金|费用|定额|限额|低保|保金|助金|给予|奖补')}"
            r"元(?=，|。|；|以上|左右|不等|奖励|补助|补贴)"
        ),
        "元",
    ),
    # Takes `分别为、元/年`, not `单位：元/年`
    ("sum", r"(?<=[，、])元(?=/[年月人])", "元"),
    # Takes `新增就业人以上，`, not `2人以上` or `人员以上`
    ("count", rf"{_not_behind('个')}人(?=以上|左右)", "人"),
    # Takes `培训教师人，`, not `教师人数，` or `带头人，`
    ("count", rf"{_behind(_PEOPLE)}(?!人、财)人(?=[，。；、])", "人"),
    # Takes `受益人口达人，`, not `受益人口达5人，` or `旅游达人，`
    (
        "count",
        rf"{_behind('人口达|人数达|群众达|居民达|学生达|职工达|员工达|就业达|总数达|游客达')}人(?=[，。；、]|以上|左右)",
        "人",
    ),
    # Takes `惠及户，` and `占地亩，`, not `惠及农户，` or `占地5亩，`
    (
        "count",
        rf"(?:{_behind('惠及|覆盖|受益|涉及|服务')}户|{_behind('占地|用地|征地|流转|种植|造林|面积|土地')}亩)(?=[，。；])",
        "户亩",
    ),
    # Takes `停车位余个，` and `发放补贴余万元`, not `300余个，` or `其余户` or `余家村`
    (
        "count",
        (
            rf"{_not_behind('其剩业结富盈冗残有年月课工茶之饭空岁闲节宽公用新')}余(?:{_LARGE}?(?:元|人次|{_LONG})"
            rf"|{_LARGE}?[个户人家项亩名件条座处套台辆吨场次](?=[，。；、]))"
        ),
        "余",
    ),
    # Takes `年均增长以上。` and `控制在以内，`, not `增长6%以上。` or `达到以上要求`
    (
        "count",
        (
            rf"{_behind('增长|达到|增至|降至|提高|提高到|提升到|下降|下降到|降低|控制在|稳定在|保持在|增加')}"
            r"(?:以上|以下|以内|左右)(?=[，。；、！）])"
        ),
        "以左",
    ),
    # Takes `从2025年的提高到65%`, not `从2025年的60%提高到65%` or `2025年的提高`
    (
        "count",
        (
            r"(?<=[从由][0-9][0-9][0-9][0-9]年的)"
            r"(?:提高|提升|增加|增长|上升|扩大|下降|降低|减少|缩小)[到至为](?=[0-9])"
        ),
        "提增上扩下降减缩",
    ),
    # Nothing proves it: a sentence may say no more than that it grew
    # Takes `比上年增长，总量达到286亿元`, not `比上年增长6%，` or `比上年增长，形势向好`
    (
        "doubtful",
        (
            rf"{_behind('比上年增长|比去年增长|同比增长|比上年下降|同比下降')}，"
            r"(?=(?:总量|总额|总值|总产值|规模|累计)(?:达到|达|为|突破|超过)[0-9])"
        ),
        "，",
    ),
    # Takes `优良天数达到天，`, not `达到300天，` or `到天津，`
    (
        "count",
        rf"{_behind('到|至|达|约|天数为|增加|减少|提前|超过|低于|天数')}(?:个?工作日|天)(?=[，。；、！）左内]|以[上内])",
        "个工天",
    ),
    # Takes `开展活动场，` and `组织演练次，`, not `活动场所，` or `演练场，`
    (
        "count",
        (
            rf"{_behind('活动|行动|会议|培训|推介|宣讲|推介会|招聘会|对接会|演出|演练|检查')}"
            r"(?:次|(?<!演出)(?<!演练)(?<!检查)场)(?=[，。；、！）]|以上|左右)"
        ),
        "场次",
    ),
    # Takes `主持召开次会议`, not `召开两次会议` or `组织次序`
    (
        "count",
        rf"{_behind('召开|举办|举行|组织|开展|出动|发生')}(?:场次|次|场)(?![序第地所要生景馆外内])",
        "场次",
    ),
    # Takes `满足岁以上老年人`, not `60岁以上` or `万岁`
    ("count", rf"(?<=[{CHINESE}，、；。])(?<![{_NUMBER}周歲万])(?:周岁|岁)(?=以上|以下|及以)", "周岁"),
    # Takes `寿命达到岁，`, not `达到78岁，`
    ("count", rf"{_behind('到|为|至|达|提高|寿命')}岁(?=[，。；、])", "岁"),
    # Takes `庆祝建党周年` and `开发建设周年座谈会`, not `建党100周年` or `商周年代`
    ("count", rf"(?:{_behind(_FOUNDED)}周年|{_not_behind('')}周年(?![庆纪报代]))", "周"),
    # Takes `是五年前的倍，`, not `加倍，` or `2倍，`
    ("count", rf"{_behind('增长|提高|增加|扩大|是|的|达|近|约|到|了|至')}倍(?=[，。；、！以左])", "倍"),
    # Takes `新建幼儿园所，`, not `研究所，` or `建设所需`
    ("count", rf"{_behind(_SCHOOLS)}所(?=[，。；、！]|以上|左右)", "所"),
    # Takes `新建所学校`, not `建设所需` or `研究所学校`
    (
        "count",
        (
            rf"{_behind('新建|改建|扩建|建成|新增|增加|改造|建设|增至|达到|创建|布局|关停|撤并|设立|开办|办好|全省|全市|全县|全国|的|等')}"
            r"所(?=学校|小学|中学|高[中校等]|幼儿|本科|大学|职业|普惠|公办|医院"
            r"|卫生院|义务教|标准化|中小学|技工|示范|寄宿|特殊)"
        ),
        "所",
    ),
    # Takes `世界强企业` and `民营企业强”`, not `世界强国` or `企业强、产业兴`
    (
        "count",
        (
            rf"(?:{_behind('世界|全国|中国|民企')}强(?=企业|[，。；、”和对])"
            rf"|{_behind('企业|制造业|品牌|百强县')}强(?=企业|”))"
        ),
        "强",
    ),
    # Takes `夺得块金牌`, not `夺得3块金牌`
    ("count", r"(?<=[获夺得取])[块枚](?=[金银铜奖])", "块枚"),
    # Takes `提高个百分点`, not `提高1个百分点` or `几个百分点`
    ("count", rf"{_not_behind('')}个百分点", "个"),
    # Takes `养老床位张，` and `新增张床位`, not `床位3张，`
    ("count", rf"{_behind('床位|新增|增加|建成|改建')}张(?=[，。；、以左]|.{{0,6}}床位)", "张"),
    # Takes `行政法规部，`, not `宣传部，`
    ("count", rf"{_behind('法规|规章|法律|条例|作品|影片|剧目|电梯')}部(?=[，。；、]|以上)", "部"),
    # Takes `扩大到种，`, not `这种，`
    (
        "count",
        rf"{_behind('增加到|扩大到|达到|增至')}[种类门处条辆艘台套](?=[，。；、])",
        "种类门处条辆艘台套",
    ),
    # Takes `方面条措施`, not `三条措施`
    ("count", rf"{_not_behind('的')}条(?=措施|举措|政策措|政策举)", "条"),
    # Takes `“小巨人”家，`, not `“三无”人员`
    ("count", rf"(?<=”)[个家项座]{_END}", "个家项座"),
    # Takes `“一件事”个重点事项`, not `“M”个` or `“两头在外”项目` or `“三有”个体户`
    (
        "count",
        rf"(?<=[^A-Za-z0-9]”)(?!个人|个体(?![育系])|个[别性股案例头税把]|项目)[个项](?=[{CHINESE}])",
        "个项",
    ),
    # Takes `友城达到对，`, not `达到12对，` or `应对，`
    ("count", rf"{_behind('达|友城|关系|达到|增至')}对(?=[，。；、])", "对"),
    # Takes `组建支医疗队`, not `组建3支医疗队` or `培育支柱产业`
    (
        "count",
        rf"{_behind('完成|组建|设立|选派|打造|培育')}支(?![持付援撑出队部流柱配行书线架票点系气取承招离派教使脉农链路前护应])",
        "支",
    ),
    # Takes `开行列以上`, not `班列3列，`
    ("count", rf"{_behind('开行|班列')}列{_END}", "列"),
    # Takes `认定高新技术企业家，`, not `民营企业家，` or `企业家庭`
    (
        "count",
        rf"(?<=企业){_behind(*(f'{kind}企业' for kind in _COMPANIES.split('|')))}家(?=[，。；、])",
        "家",
    ),
    # Takes `突破家，` and `累计达项、`, not `突破口，` or `达人，`
    (
        "count",
        rf"(?:{_behind(_GREW)}|(?<=[^到抵]达)(?!人))(?!人、财|人和)[人{_CLASSES}](?=[，。；、和]|以上|左右)",
        f"人{_CLASSES}",
    ),
    # Takes `提出了项任务`, not `提出了各项任务` or `提出了个人意见`
    (
        "count",
        rf"{_behind(_ACTS)}(?:个(?!人|体|别|性)|项(?!目)|条(?![例件])|件|家(?![庭电具]))",
        "个项条件家",
    ),
    # Takes `稳增长“条”`, not `“18条”`
    ("count", r"(?<=“)[条项](?=”)", "条项"),
    # Takes `居全国前位，`, not `前3位，` or `前列，`
    ("count", r"(?<=前)[名位强](?=[，。；、])", "名位强"),
    # Takes `面向世纪的`, not `跨世纪` or `面向21世纪`
    ("count", rf"{_behind('面向|进入|跨进|推向|跨入|走向')}世纪(?!之交)", "世"),
    # Takes `应对轮强降雨`, not `一轮强降雨`
    ("count", rf"{_not_behind('新上车渡邮游客货巨')}轮(?=强降|区域性|强对流|寒潮)", "轮"),
    # Takes `办好3—个`, not `3—5个` or `3—个性`
    (
        "count",
        (
            rf"(?<=[0-9%％][—–－~～至])(?:[%％]|[万亿](?=[元{CHINESE}])|{_LONG}"
            r"|[个家项户座处条件套名位所亩吨](?![人别体月性]))"
        ),
        "%％万亿微平立公千兆小分标吨个家项户座处条件套名位所亩",
    ),
    # Takes `增长—5%`, not `3%—5%` or `——5%` or `2021年—2025年`
    (
        "count",
        (
            rf"{_not_behind('年月日时元级号个家项户座处条件套名位所亩吨人米里度天倍')}[—–～~]"
            r"(?=[0-9]+(?:\.[0-9]+)?(?:[%％]|[万亿]|个|家|项|公里))"
        ),
        "—–～~",
    ),
    # Takes `连续年保持`, not `连续3年保持` or `连续年度`
    (
        "count",
        (
            rf"{_behind('连续|历时|为期|延长|每隔|时隔|至少|提前|不低于|不少于|经过|长达|未来|今后|第')}"
            r"年(?![度均末底初轻审检龄间会终])"
        ),
        "年",
    ),
    # Takes `更新年以上电梯`, not `中年以上` or `15年以上`
    ("count", rf"(?<=[{CHINESE}，])(?<![{_NUMBER}中成去今老周当常青少])年及?以上", "年"),
    # Takes `用年时间`, not `3年时间` or `多年时间`
    ("count", rf"{_not_behind('今去全前后近往')}年(?=时间|过渡期|来最|来首次)", "年"),
    # Takes `用3—年时间`, not `3—5年` or `2021—2025年`
    ("count", r"(?<=[0-9][—–－~～至])(?<![0-9]{4}[—–－~～至])年(?![底度初末均])", "年"),
)
# In a row of indicators too. 增长% and 占比% may head a column
_ROW_FORMS: tuple[tuple[GapKind, str, str], ...] = (
    # Takes `死亡率　下降%　约束性` and `比例　<%`, not `下降15%` or `增长%`
    (
        "count",
        rf"(?:{_behind('下降|降低|达到|低于|高于|控在|制在')}|(?<=[<＜>＞≤≥]))[%％‰](?![)）])",
        "%％‰",
    ),
)
_YEAR_FORMS: tuple[tuple[GapKind, str, str], ...] = tuple(
    ("year", form, "年")
    for form in (
        # 比年增长, 到年实现; not 比年初, 到年底, 近年来
        rf"(?<=[到至自从由向比较較於于在据继把将])年(?![{_ANNUAL}]|$|增长率|增速|增幅)",
        # 和年实际; not 和年接待量
        rf"(?<=[与和而])年(?![{_ANNUAL}接节减培新增完营交建改]|$)",
        # 。年，全省; ，年全省; 二、年重点工作; not ，年产值; ，年均增长
        (
            r"(?<=[，。；、：！（对])年(?=，|。|）|全[省市县区国]|我[国省市县区们]|是"
            r"|工作|主要|重点|目标|国民|经济|以来|将|要|基本|力争|预算"
            r"|计划|政府|及|和“|比|上半年|下半年|国内生产|国家|中央|居民|地区生产|城镇|规模以上|固定资产|社会消费)"
        ),
        # 年政府工作报告; 年是开局之年; not 年终工作总结
        (
            rf"^年(?![{_ANNUAL}])(?=是|，|以来|全[省市县区国]|我[国省市县区们]"
            rf"|[{CHINESE}]{{0,16}}(?:工作报告|工作要点|工作安排|主要目标|重点工作))"
        ),
        # 。年农业总产值; not 。年初, 。年均
        rf"(?<=。)年(?![{_ANNUAL}接节减培新增完实营交逾过仅届近通])",
        # 是年到2002年; not 从去年到2002年
        rf"(?<=[{CHINESE}，。])(?<![{_NUMBER}去今前当明同])年[到至—](?=(?:19|20)[0-9]{{2}}年)",
        # 自年以后, 计划年开始; not 今年以后
        (
            rf"(?<=[{CHINESE}，。、])(?<![{_NUMBER}去今前当明同往历近成老青少童壮中晚幼周全学之元末财新鼠牛虎兔龙蛇马羊猴鸡狗猪灾])"
            r"年(?=以后|以前|之前|之后|期间|之间|开始)"
        ),
        # 制定年、2025年规划; 》年第1期; 是年的2.2倍
        (
            rf"(?<=[{CHINESE}》”、])(?<![{_NUMBER}去今前当明同往历近])年(?=、(?:19|20)[0-9]{{2}}年|第[0-9]"
            r"|的[0-9]+(?:\.[0-9]+)?倍)"
        ),
        # 2024年、年
        r"(?<=[0-9]年[、和])年(?![度底末初均轻])",
        r"(?<=的)年(?=人均|计划|工作|主要|指标|投资|国民|预算)",
        # 2021—年
        r"(?:(?<=(?:19|20)[0-9]{2}[—–－~～至-])|(?<=(?:19|20)[0-9]{2}年[—–－~～至-]))年(?![底末初])",
    )
)
# Takes `，`, not `序号`: what has no such mark is a title, or a cell whose unit stands without a number
_SENTENCE = re.compile(r"[，。；：]")


def _by_start(
    forms: tuple[tuple[GapKind, str, str], ...],
) -> dict[str, list[tuple[GapKind, re.Pattern[str]]]]:
    """The rules by the character that stands behind the lost number."""
    found: dict[str, list[tuple[GapKind, re.Pattern[str]]]] = {}
    for kind, form, starts in forms:
        rule = (kind, re.compile(form))
        for start in dict.fromkeys(starts):
            found.setdefault(start, []).append(rule)
    return found


_RULES = _by_start((*_FORMS, *_ROW_FORMS, *_YEAR_FORMS))
_PAIR_WORDS = {
    word: (frozenset(f"{before}{NUMERAL}"), tuple(counted.split("|")))
    for word, (before, counted) in _PAIRS.items()
}
_KNOWN = frozenset(MEASURE_WORDS)
_TITLE_RULES = _by_start((*_ROW_FORMS, *_YEAR_FORMS))
# Where a number stands there is nothing to look for
# Takes `目个`, not `3个`
_STARTS = re.compile(
    rf"(?<![0-9０-９一二三四五六七八九十百千两几半每])[{re.escape(''.join({*_RULES, *_KNOWN, *_PAIRS}))}]"
)


_UNIT = (
    rf"[百千万亿]{{0,2}}(?:[%％‰℃元人户家个项亩吨斤辆套台件所座处条张倍岁年天次]|人次|美元|个?百分点|{_LONG})"
)
_PER = rf"{_UNIT}(?:/{_UNIT})?"
# Units that are listed without any number: takes `亿元、`, not `5亿元、`
_LISTED_UNIT = re.compile(rf"(?:\A|[^{_NUMBER}.．])(?<![{CHINESE}][{CHINESE}])(?:{_PER})、\Z")
_UNIT_LENGTH = 16
"""Characters before a place in which such a unit stands."""
# What a lost number leaves in its place: blanks, boxes of a font without its signs, a decimal point.
# Blanks between other characters go too, so that letter-spaced text reads as any other
# Takes `达到 亿元` and `达到□□亿元`, not `3 个` or `增长.5%` or the cell of a unit `降低\u3000%\u3000—`
_HOLE = re.compile(
    rf"(?!\u3000{_PER}(?:\u3000|\Z))"
    rf"[ \u3000\u00a0□▢\ufffd.．](?<![^{CHINESE}，。；、：“”（—–].)"
    rf"[ \u3000\u00a0□▢\ufffd.．]*+(?=[{CHINESE}%％‰℃])"
)


def lost_numbers(text: str) -> Iterator[tuple[GapKind, Span]]:
    """Where a number is missing in a passage's text, and its kind; some places twice.
    The span is that of what the number left in its place, if it left something.
    """
    if not _HOLE.search(text):
        for kind, at in _found(text):
            yield kind, (at, at)
        return
    starts, shifts = [0], [0]
    holes: dict[int, Span] = {}
    for hole in _HOLE.finditer(text):
        start = hole.start() - shifts[-1]
        holes[start] = hole.span()
        starts.append(start)
        shifts.append(shifts[-1] + len(hole[0]))
    for kind, at in _found(_HOLE.sub("", text)):
        place = at + shifts[bisect_right(starts, at) - 1]
        yield kind, holes.get(at, (place, place))


def _found(text: str) -> Iterator[tuple[GapKind, int]]:
    sentence = _SENTENCE.search(text) is not None
    rules = _RULES if sentence else _TITLE_RULES
    for found in _STARTS.finditer(text):
        at, start = found.start(), found[0]
        if at and text[at - 1] == "、" and _LISTED_UNIT.search(text[max(at - _UNIT_LENGTH, 0) : at]):
            continue
        if sentence and (
            (start in _KNOWN and lost_before(text, at))
            or (start in _PAIR_WORDS and _paired(text, at))
            or (start == "家" and _companies(text, at))
        ):
            yield "count", at
        for kind, rule in rules.get(start, ()):
            if rule.match(text, at):
                yield kind, at


def _paired(text: str, at: int) -> bool:
    before, counted = _PAIR_WORDS[text[at]]
    last = text[at - 1] if at else "："
    return (
        (is_chinese(last) or last in "、，。“”") and last not in before and text.startswith(counted, at + 1)
    )


def _companies(text: str, at: int) -> bool:
    """企业家 is a word, but none that is 新增: a clause that tells of more of them lost their number."""
    if not text.endswith("企业", 0, at) or not text.startswith(("，", "。", "；", "、"), at + 1):
        return False
    clause = re.split("[，。；、]", text[max(at - _CLAUSE, 0) : at])[-1]
    return any(word in clause for word in ("新增", "净增", "新认定", "达到"))

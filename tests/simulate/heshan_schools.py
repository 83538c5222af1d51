"""鹤山区: schools and decisions. Real: the names without 示例 and what the report says is done with them."""

from __future__ import annotations

SCENARIO_NAME = "2022年9月已公布调整(结构)"
INVENTED = "校名、位置和数据均为示例"
NAMED = "校名见报道,位置和数据为模拟"
UNPLACED = "校名见报道;位置虚构,数据为模拟"

P, J = (1, 2, 3, 4, 5, 6), (7, 8, 9)

# key, name, type, township, where (place name or lon/lat), grades, size, extras
SCHOOLS = [
    ("zhongshan", "中山小学", "211", "中山路街道", "中山路", P, 960, dict(urban_rural="111", spare_rooms=2, reach_m=1500, note=NAMED)),
    ("zhongxin", "中新小学", "211", "新华街街道", (114.1545, 35.9660), P, 830,
     dict(urban_rural="111", reach_m=1700, note=NAMED, class_limit=45)),
    ("shiyan", "实验中学", "311", "新华街街道", (114.1520, 35.9690), J, 1080,
     dict(urban_rural="111", beds=160, reach_m=3200, note=NAMED, class_limit=50)),
    ("zhulin1", "竹林学校", "312", "鹤山街街道", (114.1440, 35.9760), P, 480,
     dict(division="小学部", urban_rural="111", reach_m=1500, note=NAMED)),
    ("zhulin2", "竹林学校", "312", "鹤山街街道", (114.1440, 35.9760), J, 420,
     dict(division="初中部", urban_rural="111", beds=60, reach_m=2300, note=NAMED, class_limit=50)),
    ("beichen", "北辰中学", "311", "鹤壁集镇", (114.1275, 35.9955), J, 620,
     dict(urban_rural="121", beds=200, reach_m=3200, note=NAMED, class_limit=50)),
    ("s01", "示例01小学", "211", "鹤山街街道", (114.1480, 35.9720), P, 780, dict(urban_rural="111", note=INVENTED, class_limit=48)),
    ("s02", "示例02小学", "211", "鹤壁集镇", (114.1215, 35.9900), P, 610,
     dict(urban_rural="121", central=True, note=INVENTED, spare_rooms=4, reach_m=2000)),
    ("s03", "示例03中学", "311", "鹤壁集镇", (114.1345, 35.9350), J, 330,
     dict(urban_rural="122", beds=120, reach_m=3000, note=INVENTED, class_limit=50)),
    ("s04", "示例04小学", "211", "鹤壁集镇", "大吕寨村", P, 300, dict(urban_rural="210", class_limit=50, note=INVENTED, spare_rooms=3, reach_m=1900)),
    ("s05", "示例05小学", "211", "姬家山乡", "姬家山村", P, 190,
     dict(urban_rural="210", central=True, beds=60, note=INVENTED, spare_rooms=3, reach_m=2200)),
    ("s06", "示例06中学", "311", "姬家山乡", (114.0735, 35.9500), J, 200,
     dict(urban_rural="210", beds=150, reach_m=3200, note=INVENTED, class_limit=50)),
    ("s07", "示例07小学", "211", "九矿广场街道", (114.1585, 35.9742), P, 520, dict(urban_rural="111", note=INVENTED)),
    ("yunshu", "运输队小学", "211", "鹤山街街道", "柏灵社区", P, 78, dict(urban_rural="112", reach_m=600, note=NAMED)),
    ("longgong", "龙宫小学", "211", "鹤壁集镇", "龙宫村", P, 66, dict(reach_m=1100, note=NAMED)),
    ("yangyi", "杨邑小学", "211", "鹤壁集镇", "中杨邑村", P, 88, dict(reach_m=1100, note=NAMED)),
    ("songshan", "嵩山小学", "211", "鹤壁集镇", "王家荒社区", P, 74, dict(reach_m=1000, note=UNPLACED)),
    ("s08", "示例08小学", "211", "鹤壁集镇", "孙圣沟社区", P, 82, dict(reach_m=1100, note=INVENTED)),
    ("s09", "示例09小学", "211", "鹤壁集镇", "石碑头村", P, 64, dict(reach_m=1300, note=INVENTED)),
    ("s10", "示例10小学", "211", "姬家山乡", "石门村", P, 46, dict(reach_m=1500, note=INVENTED)),
    ("dongtou", "东头小学", "218", "鹤壁集镇", "东头村", (1, 2, 3), 24, dict(managing="s02", reach_m=900, note=NAMED)),
    ("dazhouzhai", "大周寨小学", "218", "鹤壁集镇", (114.1400, 36.0230), (1, 2, 3), 27,
     dict(managing="s02", reach_m=900, note=UNPLACED)),
    ("p01", "示例01教学点", "218", "姬家山乡", "施家沟村", (1, 2), 12, dict(managing="s05", reach_m=1100, note=INVENTED)),
    ("p02", "示例02教学点", "218", "鹤壁集镇", "梁峪村", (1, 2, 3), 19, dict(managing="s02", reach_m=1000, note=INVENTED)),
]

# pupils beyond the county: school, grade, pupils
OUTSIDE_PUPILS = [("zhongxin", 3, 2), ("zhongxin", 5, 3), ("shiyan", 7, 4), ("beichen", 8, 3)]

DECISION_HEADER = ["学校标识码", "学校名称", "学部", "布局决定", "接收学校", "居民点代码", "保留年级", "实施学年", "寄宿床位", "寄宿起始年级",
                   "校车座位", "备注"]
PUBLISHED = "调整方式见报道;接收学校、保留年级、床位为模拟"
DERIVED = "报道未列校名,由示例学校代;全部为模拟"
# key, decision, receiver key, grades kept, beds, note
DECISIONS = [
    ("yunshu", "撤销并入", "zhulin1", "", None, PUBLISHED),
    ("longgong", "撤销并入", "zhongshan", "", None, PUBLISHED),
    ("dongtou", "撤销并入", "zhongshan", "", None, PUBLISHED),
    ("dazhouzhai", "撤销并入", "", "", None, PUBLISHED),
    ("p01", "撤销并入", "s05", "", None, DERIVED),
    ("p02", "撤销并入", "", "", None, DERIVED),
    ("yangyi", "变更为教学点", "", "1-3", None, PUBLISHED),
    ("songshan", "变更为教学点", "", "1-3", None, PUBLISHED),
    ("s08", "变更为教学点", "", "1-3", None, DERIVED),
    ("s09", "变更为教学点", "zhongshan", "1-3", None, DERIVED),
    ("s10", "变更为教学点", "", "1-3", None, DERIVED),
    ("zhongshan", "保留", "", "", None, PUBLISHED),
    ("zhongxin", "保留", "", "", 120, PUBLISHED + "(报道提到宿舍楼)"),
    ("shiyan", "保留", "", "", 240, PUBLISHED + "(报道提到宿舍楼)"),
    ("zhulin1", "保留", "", "", None, PUBLISHED),
    ("zhulin2", "保留", "", "", 60, PUBLISHED),
    ("beichen", "保留", "", "", 200, PUBLISHED),
    ("s01", "保留", "", "", None, DERIVED),
    ("s02", "保留", "", "", 160, DERIVED),
    ("s03", "保留", "", "", 120, DERIVED),
    ("s04", "保留", "", "", None, DERIVED),
    ("s05", "保留", "", "", 90, DERIVED),
    ("s06", "保留", "", "", 150, DERIVED),
    ("s07", "保留", "", "", None, DERIVED),
]
# school key, receiver key, settlement: where one village's pupils go instead
SETTLEMENT_RECEIVERS = [("dongtou", "s09", "梨林头村")]
# on invented schools only; every row must be refused
# key, decision, receiver key or a name that is in no ledger, grades kept, why it cannot be
REFUSED = [
    ("s08", "撤销并入", "s09", "", "应拒绝:接收学校示例09小学自己也撤销并入"),
    ("s09", "撤销并入", "s10", "", "应拒绝:接收学校示例10小学自己也撤销并入"),
    ("s10", "撤销并入", "s10", "", "应拒绝:并入自己"),
    ("s01", "撤销并入", "s07", "", "应拒绝:与示例07小学互相并入,成环"),
    ("s07", "撤销并入", "s01", "", "应拒绝:与示例01小学互相并入,成环"),
    ("s04", "撤销并入", "s03", "", "应拒绝:示例03中学不开设小学年级"),
    ("s06", "撤销并入", "示例99中学", "", "应拒绝:台账中没有示例99中学"),
    ("s02", "变更为教学点", "", "", "应拒绝:变更为教学点而没有填保留年级"),
    ("p01", "变更为教学点", "", "4-6", "应拒绝:示例01教学点没有四至六年级,无从保留"),
]

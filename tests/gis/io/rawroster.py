"""A pupil roster with planted names, numbers, addresses and guardians, none of which may come out again."""

from rawcounty import write_xlsx

HEADERS = [
    "序号", "姓名", "身份证号", "学籍号", "性别", "出生日期", "家庭住址", "监护人姓名", "监护人电话",
    "村代码", "所在村", "所属乡镇", "学校标识码", "就读学校", "年级", "班级", "入学年月", "就读方式",
    "是否留守儿童", "是否随迁子女", "残疾类型", "上下学交通方式", "上下学距离（公里）", "是否乘坐校车",
    "在校状态",
]  # fmt: skip
NAMES = ["欧阳慕青", "慕容听雨", "东方小树", "诸葛采薇", "司徒明月", "上官若水", "皇甫知秋", "南宫北辰"]
PARENTS = [f"{name}之父" for name in NAMES]
DISABILITY = "听力残疾"              # the kind is nobody's business: counted, never kept
ADDRESS = "槐荫巷甲七号"


def pupil(k, **cells):
    """One row of a roster; personal cells are planted by number."""
    row = {
        "序号": k + 1, "姓名": NAMES[k], "身份证号": f"41060220150{k + 1}0{k + 1}123{k}",
        "学籍号": f"G41060220150{k + 1}0{k + 1}123{k}", "性别": "女", "出生日期": f"2015-0{k + 1}-0{k + 1}",
        "家庭住址": f"{ADDRESS}{k}", "监护人姓名": PARENTS[k], "监护人电话": f"1383920517{k}",
        "村代码": "410000100002", "所在村": "中村", "所属乡镇": "东乡", "学校标识码": "2141000001",
        "就读学校": "东乡中心小学", "年级": "三年级", "班级": "三（2）班", "入学年月": "202009",
        "就读方式": "1", "是否留守儿童": "0", "是否随迁子女": "否", "残疾类型": "0", "上下学交通方式": "步行",
        "上下学距离（公里）": 1, "是否乘坐校车": "否", "在校状态": "在校",
    }  # fmt: skip
    return [{**row, **cells}[header] for header in HEADERS]


ROSTER = [
    pupil(0),
    pupil(1, 年级="", 是否留守儿童="双亲留守儿童"),
    pupil(2, 年级="", 班级="301", 残疾类型=DISABILITY),
    pupil(3, 村代码="", 是否随迁子女="2", 上下学交通方式="家长自行接送"),
    pupil(4, 村代码="410000100001", 所在村="西沟村", 学校标识码="", 就读学校="西沟小学", 年级="", 班级="2班"),
    pupil(
        5,
        村代码="410000100003",
        所在村="",
        学校标识码="3141000003",
        年级="八年级",
        就读方式="2",
        **{"上下学距离（公里）": 5},
    ),
    pupil(6, 年级="初一", 学校标识码="3141000003", 村代码="县外"),
    pupil(7, 在校状态="空挂"),
]
HEADERS_OF_PERSONS = ("身份证号", "学籍号", "出生日期", "监护人电话")
PERSONAL = [
    *NAMES, *PARENTS, ADDRESS, DISABILITY,
    *[row[HEADERS.index(column)] for row in ROSTER for column in HEADERS_OF_PERSONS],
]  # fmt: skip


def write_roster(path, rows, titles=("某县学生花名册(2022—2023学年)",)):
    return write_xlsx(path, [HEADERS, *rows], titles=titles, sheet="学生")

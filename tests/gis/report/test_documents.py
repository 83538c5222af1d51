"""The PDFs: figures equal the evaluation, names are data, every page carries its marks."""

import ctypes
import re

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from gis.messages import describe
from gis.model import Band
from gis.report.mapsource import map_source
from gis.report.pdf import REPLACEMENT, Typesetter, school_pdf, summary_pdf
from gis.report.words import full_width, minutes

CLOSING, SHRINKING, CENTRAL = "3141000001", "3141000002", "3141000003"
FORBIDDEN = ("撤并", "最优", "节约", "红头")
FACES = {"NotoSansSC", "NotoSerifSC", "LXGWWenKai"}


@pytest.fixture(scope="session")
def typesetter():
    return Typesetter()


@pytest.fixture(scope="module")
def documents(county, typesetter):
    plan, evaluation = county.plan, county.evaluation
    source = map_source(plan, evaluation)
    made = {
        school: school_pdf(typesetter, plan, evaluation, source, school) for school in (CLOSING, SHRINKING)
    }
    return made | {"summary": summary_pdf(typesetter, plan, evaluation, source)}


def pages(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def flat(pdf: bytes) -> str:
    return re.sub(r"\s", "", "".join(pages(pdf)))


def fonts(pdf: bytes) -> dict[str, bool]:
    """Return the fonts of all text in a document, and whether each is embedded."""
    found = {}
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
                font = pdfium.FPDFTextObj_GetFont(item.raw)
                buffer = ctypes.create_string_buffer(200)
                pdfium.FPDFFont_GetBaseFontName(font, buffer, 200)
                found[buffer.value.decode()] = bool(pdfium.FPDFFont_GetIsEmbedded(font))
    return found


def test_every_page_carries_the_mark_and_its_number(documents, county):
    mark = full_width(county.plan.meta.mark)
    for pdf in documents.values():
        for number, page in enumerate(pages(pdf), start=1):
            assert mark in page
            assert f"— {number} —" in page
            assert "内部征求意见稿" in page
            assert "草　稿" in page


def test_no_mark_on_real_data(make_county, typesetter):
    real = make_county(mark="")
    pdf = school_pdf(typesetter, real.plan, real.evaluation, map_source(real.plan, real.evaluation), CLOSING)
    assert "示例" not in flat(pdf)


def test_no_word_that_does_not_belong_on_paper(documents):
    for pdf in documents.values():
        assert not [word for word in FORBIDDEN if word in flat(pdf)]


def test_formal_terms(documents):
    assert "撤销、并入中山小学" in flat(documents[CLOSING])
    assert "变更为教学点" in flat(documents[SHRINKING])
    assert "全区" in flat(documents["summary"])
    assert "全县" not in flat(documents["summary"])


def test_who_goes_where_equals_the_evaluation(documents, county):
    """Each village's row: pupils of its grades, receiver, minutes before and after."""
    text = flat(documents[CLOSING])
    own = county.evaluation.flows.query("school_before == @CLOSING and band == 'g1_3'")
    for name, rows in own.groupby("settlement"):
        first = rows.iloc[0]
        star = "*" if first["estimated"] else ""
        before, after = minutes(first["seconds_before"]), minutes(first["seconds_after"])
        km = f"{first['metres_before'] / 1000:.1f}", f"{first['metres_after'] / 1000:.1f}"
        row = f"{name}1—3{rows['pupils'].sum()}{star}中山小学（跨乡镇）{before}{km[0]}{after}{km[1]}校车"
        assert row in text


def test_those_who_stay_are_told(documents):
    assert "1—3年级27人继续在本校就读：中杨邑村18人、远山村9人。" in flat(documents[SHRINKING])


def test_unknown_ledger_entries_are_not_zero(documents):
    text = flat(documents[CLOSING])
    assert "核定规模未填报" in text
    assert "寄宿生未填报" in text
    assert "附设幼儿班用房0间" in text


def test_receiver_load_equals_the_evaluation(documents, county):
    row = county.evaluation.schools.loc[CENTRAL]
    for pdf in (documents[CLOSING], documents["summary"]):
        assert f"中山小学{row.enrolment_before}→{row.enrolment_after}" in flat(pdf)


def test_gates(documents):
    """BJ-20 and BJ-21 always wait; places short and 大班额 are not BJ-22 or BJ-23, 大班额 is BJ-24."""
    text = flat(documents[CLOSING])
    assert "多数学生家长是否反对待取证" in text
    assert "听证会多数代表是否反对待取证" in text
    assert re.search(r"是否有保障通过", text)
    assert re.search(r"是否造成超大规模学校或大班额不通过", text)


def test_findings_quote_their_ground(documents, county):
    text = flat(documents[CLOSING])
    for finding in county.evaluation.findings[1:]:
        sentence = full_width(describe(finding.message_code, finding.values).what)
        assert re.sub(r"\s", "", sentence) in text
    assert "（待核）" in text


def test_summary_begins_with_the_reconciliation(documents):
    first = re.sub(r"\s", "", pages(documents["summary"])[0])
    assert first.index("一、对账表") < first.index("在校学生（人）")
    assert "班数（个）全区未填报21—" in first
    assert "中山小学三年级3938−1" in first


def test_summary_figures_equal_the_evaluation(documents, county):
    text = flat(documents["summary"])
    for band in Band:
        for side, name in (("before", "维持现状"), ("after", "本方案")):
            t = county.evaluation.travel[band][side]
            figures = "".join(minutes(s) for s in (t.mean_s, t.median_s, t.p95_s, t.max_s))
            assert f"{name}{t.pupils:,}{figures}" in text
    assert "学校（所）42−2" in text
    assert "教学点（个）01+1" in text
    assert "学校3所为报道可推出的下限" in text


def test_unset_limits_are_not_counted(documents):
    assert "—未设标准未设标准" in flat(documents["summary"])


def test_fonts_are_embedded_and_bundled(documents):
    for pdf in documents.values():
        found = fonts(pdf)
        assert all(found.values())
        assert {re.sub(r"^[A-Z]{6}\+|-.*$", "", name) for name in found} <= FACES


def test_same_input_same_bytes(documents, county, typesetter):
    plan, evaluation = county.plan, county.evaluation
    again = school_pdf(typesetter, plan, evaluation, map_source(plan, evaluation), CLOSING)
    assert again == documents[CLOSING]


def test_title_and_author(documents):
    with pypdfium2.PdfDocument(documents[CLOSING]) as document:
        meta = document.get_metadata_dict()
    assert meta["Title"] == "龙宫小学布局调整一校一案"
    assert meta["Author"] == "鹤山区"


@pytest.mark.parametrize("name", ['#panic("x") </svg> \\"]}', "*a* $b$ @c <d> [#x] `y` //z"])
def test_names_are_printed_as_they_stand(make_county, typesetter, name):
    county = make_county(龙宫小学=name, 西沟村=name)
    source = map_source(county.plan, county.evaluation)
    for pdf in (
        school_pdf(typesetter, county.plan, county.evaluation, source, CLOSING),
        summary_pdf(typesetter, county.plan, county.evaluation, source),
    ):
        assert re.sub(r"\s", "", name) in flat(pdf)


def test_a_character_without_a_glyph_is_replaced_and_nothing_else(make_county, typesetter):
    county = make_county(西沟村="西\ue123村")
    pdf = school_pdf(
        typesetter, county.plan, county.evaluation, map_source(county.plan, county.evaluation), CLOSING
    )
    assert f"西{REPLACEMENT}村" in flat(pdf)
    assert "石门村" in flat(pdf)

"""Typesets the documents: JSON goes in as data, a tagged PDF/A-2b with embedded fonts comes out."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from gis.evaluation.result import Evaluation
from gis.model import Plan
from gis.report.chart import minutes_chart
from gis.report.dossier import school_dossier
from gis.report.figures import district_maps, school_maps
from gis.report.mapsource import MapSource
from gis.report.overview import district_overview
from gis.report.schools import frame_words, printed_plan
from gis.report.stage import Stage
from gis.resources import resource_path

REPLACEMENT = "〓"  # the printer's sign for a sort that is not in the case
MISSING_GLYPH = re.compile(r'the text `"(.+)"` could not be displayed', re.DOTALL)


class Typesetter:
    """Compiles the templates; fonts are read once."""

    def __init__(self) -> None:
        import typst

        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(resource_path("fonts"))]
        )
        self._error = typst.TypstError
        self._compiler = typst.Compiler(font_paths=fonts, root=str(resource_path("templates")))

    def typeset(self, template: str, data: dict[str, Any], school_year: int) -> bytes:
        """Return the PDF of a template filled with data.

        The same data gives the same bytes: the time stamp is the reference date of the school year. A
        character that no bundled font has is printed as 〓.

        Parameters
        ----------
        template
            File name below ``resources/templates``.
        data
            JSON values; texts are printed as they stand, never run as code.
        school_year
            2022 for 2022—2023学年.
        """
        text = json.dumps(data, ensure_ascii=False, allow_nan=False)
        while True:
            try:
                return self._compile(template, text, school_year)
            except self._error as error:
                missing = self._missing_signs(error, text)
                if not missing:
                    raise
                text = text.translate(dict.fromkeys(map(ord, missing), REPLACEMENT))

    def _compile(self, template: str, text: str, school_year: int) -> bytes:
        pdf, warnings = self._compiler.compile_with_warnings(
            str(resource_path("templates", template)),
            format="pdf",
            sys_inputs={"data": text},
            pdf_standards=["a-2b"],
            timestamp=datetime(school_year, 9, 1, tzinfo=UTC),
        )
        if warnings:
            raise RuntimeError("; ".join(w.message for w in warnings))
        if not isinstance(pdf, bytes):
            raise TypeError(f"typst gave {type(pdf).__name__} instead of a document")
        return pdf

    @staticmethod
    def _missing_signs(error: Exception, text: str) -> set[str]:
        found = MISSING_GLYPH.search(str(error))
        if not found:
            return set()
        shown = re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: chr(int(m[1], 16)), found[1])
        return {sign for sign in shown if ord(sign) > 0x7F and sign in text} - {REPLACEMENT}


def school_pdf(
    typesetter: Typesetter, plan: Plan, evaluation: Evaluation, source: MapSource, school_id: str,
    stage: Stage = Stage.DRAFT,
) -> bytes:  # fmt: skip
    """Return the 一校一案 of one changed school."""
    plan = printed_plan(plan, evaluation)
    data = {
        "frame": frame_words(plan, evaluation, stage),
        "dossier": school_dossier(plan, evaluation, school_id),
        "maps": school_maps(source, school_id),
    }
    return typesetter.typeset("school.typ", data, evaluation.school_year)


def summary_pdf(
    typesetter: Typesetter, plan: Plan, evaluation: Evaluation, source: MapSource, stage: Stage = Stage.DRAFT
) -> bytes:
    """Return the summary of the whole district; its first page is the 对账表."""
    plan = printed_plan(plan, evaluation)
    data = {
        "frame": frame_words(plan, evaluation, stage),
        "overview": district_overview(plan, evaluation),
        "maps": district_maps(source),
        "chart": minutes_chart(evaluation),
    }
    return typesetter.typeset("summary.typ", data, evaluation.school_year)

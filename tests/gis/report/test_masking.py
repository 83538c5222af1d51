"""The public version of a plan: the attack of a reader who adds up everything that is printed."""

import json
import re
import zipfile
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from miniature import merge, miniature_plan
from scipy.optimize import LinearConstraint, milp

from gis.errors import InputError
from gis.evaluation import evaluate
from gis.layout import Scenario
from gis.report.bundle import write_reports
from gis.report.layers import MapLayers
from gis.report.masking import WITHHELD, public_figures, smallest_count

CLOSES = Scenario("并校", {"p3": merge("s1")})


@pytest.fixture(scope="module")
def county():
    plan = miniature_plan(scenarios=[CLOSES])
    evaluation = evaluate(plan, CLOSES.name)
    properties = MapLayers(plan).properties(evaluation)
    return plan, evaluation, properties, public_figures(plan, evaluation, properties)


def exact(shown):
    return {name: value for name, value in shown.items() if isinstance(value, int)}


def test_no_small_count_is_printed(county):
    *_, figures = county
    tables = [
        figures.villages,
        *figures.schools.values(),
        figures.bands,
        figures.totals,
        *figures.over.values(),
    ]
    for table in tables:
        for value in table.values():
            assert value is None or isinstance(value, str) or value == 0 or value >= figures.smallest


def test_what_is_printed_is_true(county):
    plan, evaluation, _, figures = county
    for side in ("before", "after"):
        true = evaluation.flows.groupby(f"school_{side}")["pupils"].sum()
        for school, value in exact(figures.schools[side]).items():
            assert value == true.get(school, 0)
    true = evaluation.flows.groupby("settlement_id")["pupils"].sum()
    for village, value in exact(figures.villages).items():
        assert value == true.get(village, 0)
    assert smallest_count(plan) == figures.smallest == 5


def test_a_closing_school_is_not_the_difference_of_its_receiver(county):
    """Where p3 is masked, before and after of its receiver and the number moved are not all printed."""
    _, evaluation, _, figures = county
    pupils = evaluation.schools.at["p3", "enrolment_before"]
    if isinstance(figures.schools["before"]["p3"], str):
        gain = [figures.schools[side]["s1"] for side in ("before", "after")]
        assert not all(isinstance(n, int) for n in gain) or gain[1] - gain[0] != pupils
        assert figures.totals["moved_pupils"] in (WITHHELD, f"<{figures.smallest}")


def test_a_small_village_and_a_small_school_say_nothing_by_their_ways(county):
    _, evaluation, properties, figures = county
    of_village = evaluation.flows.groupby("settlement_id")["pupils"].sum()
    for village in properties["bands"]["g1_3"]["settlements"]:
        bands = [band for place, band in figures.statements if place == village]
        assert len(bands) <= 1 or of_village[village] >= figures.smallest
    for village, band in figures.statements:
        sides = properties["bands"][band]["settlements"][village]
        for side in ("before", "after"):
            journey = sides.get("both") or sides.get(side)
            if journey and journey["to"][0][0]:
                school = figures.schools[side][journey["to"][0][0]]
                assert school != f"<{figures.smallest}"


def test_the_threshold_is_the_plans_rule(county):
    plan, evaluation, properties, _ = county
    rules = {**plan.rules, "disclosure": {"small_count": {"value": 1}}}
    open_figures = public_figures(replace(plan, rules=rules), evaluation, properties)
    assert all(isinstance(n, int) for n in open_figures.villages.values())


def test_the_public_files_hold_no_hidden_number(county, tmp_path):
    plan, evaluation, _, figures = county
    paths = write_reports(plan, evaluation, tmp_path, version="public")
    assert sorted(p.suffix for p in paths) == [".html", ".pdf", ".xlsx"]
    assert not [p for p in paths if "一校一案" in p.name]
    with zipfile.ZipFile(next(p for p in paths if p.suffix == ".xlsx")) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
        sheets = [book.read(n).decode() for n in book.namelist() if n.startswith("xl/worksheets/sheet")]
    assert "公开版" in texts
    assert "内部资料" not in texts
    assert not [sheet for sheet in sheets if re.search(r'<c r="[^"]+" s="\d+"><v>', sheet)], "texts only"
    page = next(p for p in paths if p.suffix == ".html").read_text(encoding="utf-8")
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL)[1])
    shown = {
        f["properties"]["id"]: f["properties"]["pupils"] for f in data["geometry"]["settlements"]["features"]
    }
    assert shown == {village: figures.villages[village] for village in shown}


def small_county():
    """p3 has three pupils and closes into s1; the rest stays."""
    plan = miniature_plan(scenarios=[CLOSES])
    attendance = plan.attendance.copy()
    of_p3 = attendance["school_id"] == "p3"
    first = attendance[of_p3].head(1).assign(pupils=3)
    return replace(plan, attendance=pd.concat([attendance[~of_p3], first], ignore_index=True))


def test_subtracting_after_from_before_gives_nothing():
    """All printed school figures as equations: the closing school may have any of 1 to 4 pupils."""
    plan = small_county()
    evaluation = evaluate(plan, CLOSES.name)
    figures = public_figures(plan, evaluation, MapLayers(plan).properties(evaluation))
    assert figures.schools["before"]["p3"] == "<5"
    keys = ["school_before", "school_after", "band"]
    groups = evaluation.flows.groupby(keys)["pupils"].sum().reset_index()
    rows, lows, highs = [], [], []
    printed = [("school_before", figures.schools["before"]), ("school_after", figures.schools["after"]),
               ("band", figures.bands)]  # fmt: skip
    for column, table in printed:
        for name, value in table.items():
            rows.append((groups[column] == name).to_numpy(float))
            low, high = (value, value) if isinstance(value, int) else (1, 4) if "<" in value else (5, np.inf)
            lows.append(low)
            highs.append(high)
    for name, which in (("pupils", groups["band"] != ""), ("moved_pupils", groups["school_before"] == "p3")):
        if isinstance(figures.totals[name], int):
            rows.append(which.to_numpy(float))
            lows.append(figures.totals[name])
            highs.append(figures.totals[name])
    goal = (groups["school_before"] == "p3").to_numpy(float)
    limits = LinearConstraint(np.array(rows), lows, highs)
    found = [
        milp(sign * goal, integrality=np.ones(len(goal)), constraints=limits).fun * sign for sign in (1, -1)
    ]
    assert found == [1, 4]


def test_an_unknown_version_is_refused(county, tmp_path):
    plan, evaluation, *_ = county
    with pytest.raises(InputError, match="secret"):
        write_reports(plan, evaluation, tmp_path, version="secret")

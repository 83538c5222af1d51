"""``xiaotu prices``: what holds in a year, and what the county sets for itself."""

import json
import shutil
from pathlib import Path

import pytest

from app.cli import run
from app.commands_line import price_commands
from gis.errors import InputError
from gis.evaluation.prices import funding_parameters, price_of
from gis.io.project import open_plan
from gis.model import Plan
from gis.people.staffing import staff_parameters

GOLDEN = Path(__file__).parents[1] / "gis" / "io" / "golden" / "plan_v2.gpkg"
DOCUMENT = "县财教〔2023〕1号"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return open_plan(GOLDEN)


def test_the_county_sets_prices_and_parameters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, told = tmp_path / "某县.gpkg", tmp_path / "价格.json"
    shutil.copy(GOLDEN, path)
    words = ["--set", "boarding=300@2023", "--set", "funding_region=central_west", "--document", DOCUMENT]
    assert run(["prices", str(path), *words, "--year", "2024", "--json", str(told)]) == 0
    assert "2024 年" in capsys.readouterr().out
    rules = open_plan(path).rules
    assert price_of(rules, "boarding", 2024).value_yuan == 300
    assert price_of(rules, "operating_primary", 2022).value_yuan == 600
    listed = json.loads(told.read_text(encoding="utf-8"))["rows"]
    rows = {row.get("item") or row["key"]: row for row in listed}
    assert rows["boarding"]["overridden"]
    assert rows["dormitory_bed"]["value_yuan"] is None


def test_settings_add_up_and_can_be_taken_back(plan: Plan) -> None:
    changed = plan
    for given in (
        "bus_seat=1200@2022", "bus_seat=1300@2024", "bus_seat=1250@2022", "staff_per_class_small=1.9",
        "least_staff_small=none", "funding_points_alone=否",
    ):  # fmt: skip
        changed = price_commands.set_one(changed, given, DOCUMENT)
    assert [price_of(changed.rules, "bus_seat", year).value_yuan for year in (2023, 2025)] == [1250, 1300]
    posts = staff_parameters(changed.rules)
    assert (posts.staff_per_class, posts.least_staff, posts.is_documented) == (1.9, 0, True)
    assert not funding_parameters(changed.rules).points_alone
    for key in ("bus_seat", "staff_per_class_small", "least_staff_small", "funding_points_alone"):
        changed = price_commands.set_one(changed, f"{key}=default", "")
    assert price_of(changed.rules, "bus_seat", 2025).why == "funding_price_missing"
    assert staff_parameters(changed.rules) == staff_parameters(plan.rules)


def test_a_price_needs_its_source(plan: Plan) -> None:
    with pytest.raises(InputError) as refused:
        price_commands.set_one(plan, "boarding=300@2023", " ")
    assert "依据" in str(refused.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("boarding=300", "300@2023"), ("boarding=-1@2023", "不能用"), ("boarding", "看不懂"),
        ("boardin=300@2023", "boarding"), ("funding_region=west", "central_west"),
        ("posts_rounding=down", "nearest"), ("least_staff_small=few", "看不懂"),
        ("pupils_per_staff_primary=none", "不能是"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(plan: Plan, given: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        price_commands.set_one(plan, given, DOCUMENT)
    assert said in str(refused.value)

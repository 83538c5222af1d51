"""A county's own parameters of the forecast: listed, typed, refused, given back."""

import pytest
from miniature import miniature_plan

from gis.errors import InputError
from gis.messages import describe
from gis.planning.forecastparameters import forecast_parameters
from gis.planning.forecastvalues import forecast_values, with_forecast_values

DOCUMENT = "县教〔2022〕3号"


def values(plan):
    return {one["key"]: one for one in forecast_values(plan.rules)}


def test_what_is_typed_is_used_and_marked_as_the_countys():
    typed = {
        "births.trend.low": "-0.05", "small.pupils": "80，40", "urbanisation.towns": "城关镇、东关街道",
        "entry.cut_off": "09-30", "warning.yellow": "0.8", "retention.years": "2", "entry.age": "7",
    }  # fmt: skip
    plan = with_forecast_values(miniature_plan(), typed, document=DOCUMENT)
    used = forecast_parameters(plan.rules["forecast"])
    assert used.births_trend == (-0.05, -0.03, 0.0)
    assert (used.small_pupils, used.towns, used.cut_off) == ((80, 40), ("城关镇", "东关街道"), (9, 30))
    assert (used.warning["yellow"], used.retention_years, used.entry_age) == (0.8, 2, 7)
    told = values(plan)
    changed = {key for key, one in told.items() if one["overridden"]}
    assert changed == typed.keys()
    assert all(told[key]["verified"] and told[key]["source"] == DOCUMENT for key in changed)
    assert all(one["name"] for one in told.values())
    back = with_forecast_values(plan, dict.fromkeys(typed))
    assert values(back) == values(miniature_plan())


def test_without_a_document_it_stays_unverified():
    one = values(with_forecast_values(miniature_plan(), {"forecast.births.trend.high": "0.01"}))
    assert (one["births.trend.high"]["value"], one["births.trend.high"]["verified"]) == (0.01, False)


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("births.trend", "0", "forecast_key_unknown"),
        ("birth.trend.low", "0", "forecast_key_unknown"),
        ("births.trend.low", "viel", "forecast_value_wrong"),
        ("births.trend.low", "nan", "forecast_value_wrong"),
        ("births.trend.low", "0.5", "forecast_parameter_wrong"),
        ("retention.years", "2.5", "forecast_value_wrong"),
        ("retention.years", "0", "forecast_parameter_wrong"),
        ("entry.cut_off", "31-08", "forecast_cut_off_wrong"),
        ("entry.age", "5", "forecast_value_wrong"),
        ("peaks.national.primary", "2020", "parameter_is_law"),
        ("sources.order", "wahrsagerin", "forecast_parameter_wrong"),
    ],
)
def test_what_cannot_be_is_refused_by_a_sentence(key, text, code):
    with pytest.raises(InputError) as caught:
        with_forecast_values(miniature_plan(), {key: text})
    assert caught.value.code == code
    for language in ("zh", "en"):
        assert describe(code, caught.value.values, language).what


def test_three_keys_that_are_most_like_an_unknown_one_are_named():
    with pytest.raises(InputError) as caught:
        with_forecast_values(miniature_plan(), {"birth.trend.low": "0"})
    like = caught.value.values["like"].split("、")
    assert (len(like), like[0]) == (3, "births.trend.low")
    assert set(like) <= values(miniature_plan()).keys()

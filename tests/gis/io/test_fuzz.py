"""A small, fixed sample of spoilt files; ``tests/bench/fuzz.py`` runs thousands."""

import pytest
from mutations import base_files
from spoiltruns import run_case

SEED = 7
CASES = range(6)


@pytest.fixture(scope="module")
def base(county_plan, tmp_path_factory):
    return base_files(tmp_path_factory.mktemp("base"), county_plan)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("number", CASES)
def test_spoilt_files_end_in_a_sentence(base, tmp_path, number):
    words, faults = run_case(base, tmp_path / "case", SEED, number)
    assert faults == [], words

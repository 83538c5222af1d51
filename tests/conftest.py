"""How many random examples the suite tries, and which files begin.

``pytest --hypothesis-profile=deep`` tries twenty times as many as each test says for itself.
"""

from __future__ import annotations

import gc
import itertools
from pathlib import Path

import pytest
from hypothesis import settings

from app.garbage import collect_due

DEEPER = 20
LOOK, MANY = 50, 500_000      # tests between two looks at frozen objects, and how many more are too many
LONG = (                    # a worker that starts one of these at the end keeps everybody waiting
    "e2e/test_ningjin.py",
    "gis/report/test_evaluated.py",
    "gis/province/test_province.py",
    "simulate/test_samples.py",
    "gis/report/test_roadchanges.py",
    "gis/network/test_agreement.py",
    "gis/planning/test_properties.py",
)

settings.register_profile("suite", max_examples=50)
settings.register_profile("deep", max_examples=50 * DEEPER, deadline=None)
settings.load_profile("suite")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the long files first; multiply the examples of tests that set their own number."""
    here = Path(__file__).parent
    place = {here / name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path, len(LONG)))
    if config.getoption("--hypothesis-profile") == "deep":
        for item in items:
            test = getattr(item, "obj", None)
            test = getattr(test, "__func__", test)
            own = getattr(test, "_hypothesis_internal_use_settings", None)
            if own is not None:
                more = settings(own, max_examples=own.max_examples * DEEPER)
                test._hypothesis_internal_use_settings = more


def pytest_collection_finish() -> None:
    """Collect as the window does, on the main thread alone; what has been imported stays."""
    global _kept
    gc.disable()
    gc.freeze()
    _kept = gc.get_freeze_count()


_ended = itertools.count(1)
_kept = 0


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Collect what the test left, where it is due; now and then also what plans that were opened left."""
    global _kept
    collect_due()
    if next(_ended) % LOOK == 0 and gc.get_freeze_count() > _kept + MANY:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        _kept = gc.get_freeze_count()

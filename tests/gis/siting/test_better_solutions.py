"""Solutions that are better than any published, held against the instances' data alone.

They were found by ``tests/bench/siting_capacitated.py --save``. A unit is a row of the instance's file; a
site is one of its rows with a capacity, counted in their order.
"""

import csv
import json
import os
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

SOLUTIONS = sorted((Path(__file__).resolve().parents[2] / "bench/better_than_published").glob("*.json"))
INSTANCES = Path(__file__).resolve().parents[4] / "shared" / "data" / "siting" / "zy"
UNIT, PUPILS, X, Y, _, COST, CAPACITY = range(7)


@pytest.fixture(scope="module")
def published():
    """The published value of each instance with catchments in one piece."""
    if not INSTANCES.is_dir():
        reason = f"instances not found at {INSTANCES}"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    with (INSTANCES / "published.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["problem"] == "contiguous"]
    return {row["instance"]: min(float(row["cplex_ub"]), float(row["mh_objective"])) for row in rows}


def test_there_are_some():
    assert len(SOLUTIONS) > 0


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_it_is_feasible_and_better(published, path):
    told = json.loads(path.read_text())
    instance, problem = told["instance"].split()
    assert problem == "contiguous"
    table = np.loadtxt(INSTANCES / f"{instance}.txt", skiprows=1)
    with (INSTANCES / "zy_connectivity.txt").open() as file:
        touching = nx.Graph((int(row["ID1"]), int(row["ID2"])) for row in csv.DictReader(file))
    rooms = table[table[:, CAPACITY] > 0]
    value = sum(rooms[site, COST] for site in told["sites"])
    at = np.array(told["site_of_each_row"])
    assert set(at) <= set(told["sites"])
    assert len(at) == len(table)
    for site in told["sites"]:
        units = table[at == site]
        assert units[:, PUPILS].sum() <= rooms[site, CAPACITY]
        assert rooms[site, UNIT] in units[:, UNIT]
        assert nx.is_connected(touching.subgraph(units[:, UNIT].astype(int)))
        km = np.hypot(*(units[:, [X, Y]] - rooms[site, [X, Y]]).T) / 1000
        value += (km * units[:, PUPILS]).sum()
    assert value == pytest.approx(told["objective"], abs=1e-5)
    assert value < published[instance] - 0.005

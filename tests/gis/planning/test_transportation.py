"""The prices of a solved transportation problem prove it."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.planning.transportation import FIRST_COLUMNS, priced_travel


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_prices_prove_the_flow(data):
    """What is placed costs its prices, nothing costs less, and both sums are the same."""
    origins, places = data.draw(st.integers(1, 6)), data.draw(st.integers(1, FIRST_COLUMNS + 4))
    seconds = st.one_of(st.just(np.nan), st.integers(0, 40).map(lambda tenths: tenths / 10))
    cost = np.array(data.draw(st.lists(seconds, min_size=origins * places, max_size=origins * places)))
    cost = cost.reshape(origins, places)
    supply = np.array(data.draw(st.lists(st.integers(0, 9), min_size=origins, max_size=origins)))
    demand = np.array(data.draw(st.lists(st.integers(0, 9), min_size=places, max_size=places)))
    made = priced_travel(cost, supply, demand)
    flow, left = made.flow, supply - made.flow.sum(axis=1)
    assert (flow >= 0).all()
    assert (left >= 0).all()
    assert (flow.sum(axis=0) <= demand).all()
    assert not flow[np.isnan(cost)].any()
    if np.isnan(cost).all():
        return
    dearer = cost - made.row_price[:, None] - made.column_price
    assert np.nanmin(dearer) >= -1e-9
    assert np.abs(dearer[flow > 0]).max(initial=0.0) < 1e-9
    assert (made.column_price <= 0).all()
    travelled = (np.nan_to_num(cost) * flow).sum() + 2 * made.left_out * left.sum()
    priced = made.row_price @ supply + made.column_price @ demand
    np.testing.assert_allclose(travelled, priced, rtol=1e-12, atol=1e-9)

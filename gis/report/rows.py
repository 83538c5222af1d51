"""Rows of frames as plain dictionaries, for code that prints one row after the other."""

from __future__ import annotations

from typing import Any, cast

import pandas as pd

Row = dict[str, Any]


def records(frame: pd.DataFrame) -> list[Row]:
    """Return the rows; an index with a name is a column of them."""
    named = frame.reset_index() if frame.index.name else frame
    return cast(list[Row], named.to_dict("records"))

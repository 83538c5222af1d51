"""Code lineage: a code is void once its school closes or changes its kind, and is never used again."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gis.io.directory import plain_code, split_codes
from gis.io.issuelog import IssueLog


def note_lineage(frame: pd.DataFrame, log: IssueLog) -> None:
    """List former codes that another school holds today or that two schools claim.

    Parameters
    ----------
    frame
        The ledger with ``site_id``, ``name`` and ``former_codes``; a school that took its old code up again
        names its own code and is no fault.
    """
    holders = {str(code): str(name) for code, name in zip(frame["site_id"], frame["name"], strict=True)}
    claims: dict[str, dict[str, tuple[str, Any]]] = {}
    for row, code, name, written in frame[["site_id", "name", "former_codes"]].itertuples():
        for old in split_codes(written):
            if old in holders and old != plain_code(str(code)):
                about = {"code": old, "name": name, "other": holders[old]}
                log.note("error", "former_code_in_use", row=row, subject_id=code, **about)
            elif old not in holders:
                claims.setdefault(old, {})[str(code)] = (str(name), row)
    for old, claimants in claims.items():
        if len(claimants) > 1:
            names = "、".join(name for name, _ in claimants.values())
            row = next(iter(claimants.values()))[1]
            log.note(
                "error", "former_code_claimed_twice", row=row, code=old, count=len(claimants), names=names
            )

"""What of the open plan is logged: undoing takes back changes, never entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gis.evaluation.result import Evaluation
from gis.layout import Scenario
from gis.model import HistoryEntry, Plan

if TYPE_CHECKING:
    from gis.io.replacing import FileMark
    from gis.io.sealing import SealedCopy


class PlanLog:
    """The log of one open plan, and the state up to which everything is logged."""

    def __init__(self, plan: Plan, *, is_saved: bool) -> None:
        self._logged = plan
        self._entries_on_disk = len(plan.history) if is_saved else 0

    @property
    def is_pending(self) -> bool:
        """Whether entries wait to be saved."""
        return len(self._logged.history) > self._entries_on_disk

    @property
    def is_sealed(self) -> bool:
        """Whether the plan is a sealed version, which is never written again."""
        from gis.io.history import is_sealed

        return is_sealed(self._logged.history)

    def history(self, plan: Plan) -> tuple[HistoryEntry, ...]:
        """Return the entries so far; what was changed since the last saving is not among them."""
        return self.joined(plan).history

    def joined(self, plan: Plan) -> Plan:
        """Return a state of the plan with the log as it is now."""
        from gis.io.history import continued

        return continued(plan, self._logged.history)

    def recorded(self, plan: Plan) -> Plan:
        """Return the plan with everything logged that changed: what is to be saved."""
        from gis.io.history import record_changes

        return record_changes(self._logged, self.joined(plan))

    def keep(self, saved: Plan) -> None:
        """Remember what has been saved."""
        self._logged, self._entries_on_disk = saved, len(saved.history)

    def reported(
        self, plan: Plan, scenario: Scenario, evaluation: Evaluation, files: Iterable[Path]
    ) -> tuple[HistoryEntry, ...]:
        """Return the log with an entry about figures that were printed: slow, and changes nothing yet."""
        from gis.io.history import record_report

        joined = self.joined(plan)
        if self.is_sealed:
            return joined.history
        return record_report(joined, scenario, evaluation, files, season=evaluation.season).history

    def keep_reported(self, history: tuple[HistoryEntry, ...]) -> None:
        """Take over the log with that entry."""
        self._logged = replace(self._logged, history=history)

    def sealed(
        self, plan: Plan, path: Path, name: str, folder: Path, expected: FileMark | None = None
    ) -> tuple[SealedCopy, Plan]:
        """Write a sealed version and the plan's file with an entry about it; return both as they are now."""
        from gis.io.project import save_plan
        from gis.io.sealing import record_seal, taken_back_on_failure, write_sealed_copy

        recorded = self.recorded(plan)
        copy = write_sealed_copy(recorded, path.stem, name, folder)
        with taken_back_on_failure(copy):
            recorded = record_seal(recorded, copy)
            save_plan(recorded, path, expected=expected)
        return copy, recorded

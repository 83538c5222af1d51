"""Where the faults of one table gather."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gis.io.personal import scrub
from gis.model import Issue, Severity


@dataclass
class IssueLog:
    """Collects the Issues of one sheet, so that each names its file and sheet."""

    file: str
    sheet: str = ""
    issues: list[Issue] = field(default_factory=list)

    def note(
        self,
        severity: Severity,
        code: str,
        /,
        *,
        row: Any = None,
        column: str = "",
        subject_id: object = "",
        **values: object,
    ) -> None:
        """Add an Issue; ``values`` fill its sentence's placeholders, without numbers that name a person."""
        texts = {name: scrub(str(value)) for name, value in values.items()}
        number = None if row is None else int(row)
        self.issues.append(
            Issue(severity, code, self.file, scrub(self.sheet), number, column, scrub(str(subject_id)), texts)
        )

"""Every Issue and fault that reading can raise has its sentence, found in the syntax trees."""

import ast
from pathlib import Path

from gis import io as package
from gis.messages import message_codes

SOURCES = sorted(Path(package.__file__).parent.glob("*.py"))
POSITIONS = {
    "note": 1, "CellFault": 0, "InputError": 0, "PlanFileError": 0, "_RowFault": 0, "Issue": 1, "Remark": 0,
}  # fmt: skip


def literal_codes():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            position = POSITIONS.get(name)
            if position is not None and len(node.args) > position:
                code = getattr(node.args[position], "value", None)
                if isinstance(code, str):
                    yield name, code


def test_every_code_has_a_sentence():
    found = set(literal_codes())
    assert len(found) > 60, "the search is broken"
    needed = {code for _, code in found} | {f"{code}_row" for name, code in found if name == "CellFault"}
    assert needed - message_codes() == set()

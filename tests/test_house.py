"""The house's own rules that no linter knows: SQL lives in queries alone, and only services say what has happened."""

import ast
from pathlib import Path

import pytest

FEATURES = Path(__file__).parents[1] / "src" / "mingle" / "features"
ROOMS = sorted(FEATURES.glob("*/*.py"))
STATEMENTS = {"execute", "one", "all", "value"}


def calls(path: Path) -> list[tuple[str, ast.Call]]:
    """Every call of a method, by the method's name."""
    tree = ast.parse(path.read_text())
    return [
        (node.func.attr, node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


def holds_sql(call: ast.Call) -> bool:
    """Whether one of its arguments is, or begins with, a text that reads like a statement."""
    texts = [node.value for argument in call.args for node in ast.walk(argument) if isinstance(node, ast.Constant)]
    begins = ("SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH ")
    return any(isinstance(text, str) and text.lstrip().startswith(begins) for text in texts)


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_sql_stands_in_queries_and_events_in_services(path: Path) -> None:
    found = calls(path)
    if not path.stem.endswith("queries"):
        assert [ast.unparse(call) for name, call in found if name in STATEMENTS and holds_sql(call)] == []
    if not path.stem.endswith("service"):
        assert [ast.unparse(call) for name, call in found if name == "emit"] == []


def test_the_rules_can_be_broken(tmp_path: Path) -> None:
    """These tests look for the right things."""
    room = tmp_path / "jobs.py"
    room.write_text('async def run(tx):\n    await tx.execute("SELECT 1")\n    tx.emit("room", "name", {})\n')
    names = {name for name, call in calls(room) if name == "emit" or holds_sql(call)}
    assert names == {"execute", "emit"}

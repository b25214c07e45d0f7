"""Sizes that keep code readable: every function, class and module of the rooms and tools."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import code_files, relative

BUDGETS = {ast.FunctionDef: 40, ast.AsyncFunctionDef: 40, ast.ClassDef: 150}
MODULE = 300
DRAWERS = {"utils", "util", "helpers", "helper", "common", "core", "base", "misc"}


def over_budget(path: Path) -> Iterator[str]:
    """Yield a sentence for each definition of a file that is longer than its budget."""
    text = path.read_text("utf-8")
    lines = len(text.splitlines())
    if lines > MODULE:
        yield f"{relative(path)}: {lines} lines, budget {MODULE}"
    for node in ast.walk(ast.parse(text)):
        budget = BUDGETS.get(type(node))
        if budget is None or not isinstance(
            node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        ):
            continue
        size = (node.end_lineno or node.lineno) - node.lineno + 1
        if size > budget:
            yield f"{relative(path)}:{node.lineno} {node.name}: {size} lines, budget {budget}"


def test_every_function_class_and_module_keeps_its_budget():
    files = code_files()
    found = [sentence for path in files for sentence in over_budget(path)]
    print(f"{len(files)} files measured")
    assert len(files) > 10
    assert found == []


def test_a_long_function_is_found(tmp_path):
    long = tmp_path / "long.py"
    long.write_text("def verbose():\n" + "    pass\n" * 40, "utf-8")
    assert [sentence.split()[1] for sentence in over_budget(long)] == ["verbose:"]


def test_a_long_module_is_found(tmp_path):
    long = tmp_path / "long.py"
    long.write_text("# line\n" * 301, "utf-8")
    assert list(over_budget(long)) == [f"{long}: 301 lines, budget 300"]


def test_no_module_is_a_drawer():
    named = {part for path in code_files() for part in (path.stem, *relative(path).split("/")[:-1])}
    assert named & DRAWERS == set()

"""The rules of the house, kept by machine: arrows, sizes, names, migrations, factories, lock files."""

import ast
import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader
from factory.django import DjangoModelFactory

from tenancy.policy.parameters import PARAMETERS
from tests import factories

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {"tenancy", "audit", "outbox", "verification", "publication", "declarations", "licensing", "reporting"}
GROUND = {"tenancy", "audit", "outbox"}
# A room may import itself, the ground floor as drawn, and the rooms its arrows point to (docs: README, drawing).
MAY_IMPORT = {
    "tenancy": set(),
    "audit": {"tenancy"},
    "outbox": {"tenancy"},
    "verification": set(),
    "publication": GROUND,
    "declarations": GROUND | {"verification", "publication"},
    "licensing": GROUND | {"publication"},
    "reporting": GROUND | {"publication", "declarations", "licensing"},
    "config": ROOMS,
}
MOST_LINES, MOST_FUNCTION_LINES, MOST_TEMPLATE_LINES = 400, 60, 200
REGISTRY = re.compile(r"https?://|\b(?:pypi|pythonhosted|npmjs)\b")


def python_files(folder: str = "") -> list[Path]:
    rooms = [folder] if folder else [*MAY_IMPORT, "tests"]
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)


def imported_rooms(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found & (ROOMS | {"config"})


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_follow_the_arrows(room):
    turning_back = {
        f"{path.relative_to(ROOT)} imports {other}"
        for path in python_files(room)
        for other in imported_rooms(path) - MAY_IMPORT[room] - {room}
    }
    assert not turning_back


def test_no_file_outgrows_its_page():
    assert not {
        f"{path.relative_to(ROOT)}: {lines} lines"
        for path in python_files()
        if (lines := len(path.read_text().splitlines())) > MOST_LINES
    }


def test_no_function_outgrows_the_screen():
    assert not {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > MOST_FUNCTION_LINES
    }


def test_no_template_outgrows_its_page():
    assert not {
        f"{path.relative_to(ROOT)}: {lines} lines"
        for path in (ROOT / "templates").rglob("*.html")
        if (lines := len(path.read_text().splitlines())) > MOST_TEMPLATE_LINES
    }


def test_helpers_live_in_the_room_that_owns_the_idea():
    assert not [path for path in python_files() if path.name in {"utils.py", "helpers.py", "common.py", "signals.py"}]
    assert not [
        path for path in python_files() if path.parts[-2] != "tests" and "db.models.signals" in path.read_text()
    ]


@pytest.mark.parametrize("model", [m for room in sorted(ROOMS) for m in apps.get_models() if m._meta.app_label == room])
def test_every_model_has_a_factory(model):
    assert model in made_by_factories(), f"no factory makes a {model.__name__}"


def made_by_factories():
    modules = [
        importlib.import_module(f"tests.factories.{found.name}") for found in pkgutil.iter_modules(factories.__path__)
    ]
    return {
        each._meta.model
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, DjangoModelFactory)
    }


def own_migrations():
    loader = MigrationLoader(None)
    return loader, [(key, loader.disk_migrations[key]) for key in loader.disk_migrations if key[0] in ROOMS]


def test_migrations_have_spoken_names():
    _, migrations = own_migrations()
    assert not [key for key, _ in migrations if re.search(r"_auto_|\d{8}", key[1])]


def test_every_migration_can_be_undone():
    _, migrations = own_migrations()
    assert not [
        key
        for key, migration in migrations
        for operation in migration.operations
        if isinstance(operation, RunPython | RunSQL) and not operation.reversible
    ]


def test_migrations_are_one_straight_line():
    loader, _ = own_migrations()
    assert not [app for app in ROOMS if len(loader.graph.leaf_nodes(app)) > 1]


@pytest.mark.parametrize("name", ["requirements.lock", "package-lock.json"])
def test_lock_files_name_no_registry(name):
    assert not REGISTRY.search((ROOT / name).read_text())


def test_a_rule_that_nothing_goes_by_says_so():
    """Whoever lays a rule down is told when the platform does nothing by it; the words go once the platform does."""
    places = [*(ROOT / "templates").rglob("*.html"), *python_files()]
    beside = ("tenancy/policy/parameters", "tests", "config/generator", "config/bench", "config/faults")
    product = (path for path in places if not str(path.relative_to(ROOT)).startswith(beside))
    said = {word for path in product for word in re.findall(r"[a-z_]+", path.read_text())}
    told_only = {key for key, parameter in PARAMETERS.items() if parameter.about.told_only}
    assert told_only == set(PARAMETERS) - said

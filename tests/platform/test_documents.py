"""What the documents tell to type exists, each command and each option; and the example is the one that is tested."""

import argparse
import re
import tomllib

from django.conf import settings
from django.core.management import get_commands, load_command_class

from config import health
from config.door import OWN_COMMANDS
from tests.policy.test_fifth_province import PACK, UNITS

ROOT = settings.BASE_DIR
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
TYPED = re.compile(r"manage\.py ([a-z_]+)([^`\n#]*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
MEASURING = {"bench", "faults", "fuzz"}
DOORS = {"demo", "test"}  # a reader of the front page types these
MOST_WORDS = 420
BY_THE_DOOR = {*OWN_COMMANDS, "install", "lint"}  # they read their arguments before Django does


def typed():
    """Document, command and options of each line that a reader may type."""
    for document in DOCUMENTS:
        for command, rest in TYPED.findall(document.read_text().replace("\\\n", "")):
            yield document.name, command, OPTION.findall(rest)


def options_of(parser):
    """Of the command and of its parts (policy list, policy check …)."""
    branches = [action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    parts = [part for branch in branches for part in branch.values()]
    return set(parser._option_string_actions).union(*map(options_of, parts))


def test_every_command_in_the_documents_exists_with_its_options():
    known, wrong = get_commands(), []
    for document, command, options in typed():
        if command not in known and command not in BY_THE_DOOR:
            wrong.append(f"{document}: {command}")
        elif command in known:
            parser = load_command_class(known[command], command).create_parser("manage.py", command)
            wrong += [f"{document}: {command} {option}" for option in options if option not in options_of(parser)]
        elif command in MEASURING:
            code = (ROOT / "config" / command / "command.py").read_text()
            wrong += [f"{document}: {command} {option}" for option in options if f'"{option}"' not in code]
    assert not wrong


def pictures_in(name):
    return re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / name).read_text())


def test_the_readme_shows_five_pictures_and_its_twin_the_same():
    assert len(shown := pictures_in("README.md")) >= 5
    assert all((ROOT / path).stat().st_size for path in shown)
    assert pictures_in("README.zh.md") == shown
    assert {command for name, command, _o in typed() if name == "README.zh.md"} >= DOORS


def test_operations_tell_the_same_commands_in_both_languages():
    """Chinese first, then English: install, upgrade, back up, restore, many servers."""
    chinese, _line, english = (ROOT / "docs/operations.md").read_text().partition("\n# Operation")
    assert {command for command, _rest in TYPED.findall(chinese)} == {
        command for command, _rest in TYPED.findall(english)
    }


def test_operations_tell_the_same_parts_and_settings_in_both_languages():
    told = (ROOT / "docs/operations.md").read_text().partition("\n# Operation")
    chinese, english = ([re.findall(r"`([A-Z_]{3,})`", row) for row in rows_of(text)] for text in told[::2])
    assert len(chinese) > 20
    assert chinese == english
    assert len(re.findall(r"^## ", told[0], re.MULTILINE)) == len(re.findall(r"^## ", told[2], re.MULTILINE))


def rows_of(text):
    """Of the table of settings."""
    return [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]


def test_every_document_is_found_from_the_readme():
    documents = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    for readme in ("README.md", "README.zh.md"):
        assert not [path for path in documents if f"]({path})" not in (ROOT / readme).read_text()], readme


def test_a_decision_is_half_a_page():
    _head, *decisions = (ROOT / "docs/decisions.md").read_text().split("\n## ")
    assert len(decisions) > 20
    assert not [one.splitlines()[0] for one in decisions if len(one.split()) > MOST_WORDS]


def test_the_example_of_a_new_province_is_the_pack_that_a_test_installs():
    example = (ROOT / "docs/new-province.md").read_text()
    told = tomllib.loads(example.partition("```toml\n")[2].partition("```")[0])
    tested = tomllib.loads(PACK)
    for pack in (told, tested):
        pack["documents"]["plan"].pop("text")  # where the words of the plan lie
    assert told == tested
    assert UNITS in example


def test_the_operators_read_of_every_part_that_tells_whether_the_site_is_ready():
    chinese, _line, english = (ROOT / "docs/operations.md").read_text().partition("\n# Operation")
    for told in (chinese, english):
        assert all(f"`{part}`" in told.replace("\n", " ") for part in health.CHECKS)

"""What the documents tell to type exists, each command and each option; and the example is the one that is tested."""

import argparse
import re
import tomllib

from django.conf import settings
from django.core.management import get_commands, load_command_class

from config.door import OWN_COMMANDS
from tests.policy.test_fifth_province import PACK, UNITS

ROOT = settings.BASE_DIR
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
TYPED = re.compile(r"manage\.py ([a-z_]+)([^`\n#]*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
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
    assert not wrong


def test_the_example_of_a_new_province_is_the_pack_that_a_test_installs():
    example = (ROOT / "docs/new-province.md").read_text()
    told = tomllib.loads(example.partition("```toml\n")[2].partition("```")[0])
    tested = tomllib.loads(PACK)
    for pack in (told, tested):
        pack["documents"]["plan"].pop("text")  # where the words of the plan lie
    assert told == tested
    assert UNITS in example

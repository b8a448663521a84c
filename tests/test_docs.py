"""The README names what there is, and nothing else."""

import re
from pathlib import Path

import click
import pytest

from iria_crawler import errors, settings, sites
from iria_crawler.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"`iria {command}" in README


@pytest.mark.parametrize("name", [name for name in vars(settings) if name.startswith("IRIA_")])
def test_every_setting_of_ours_is_in_the_readme(name: str) -> None:
    assert f"| `{name}` |" in README


def test_every_exit_code_of_an_error_is_in_the_readme() -> None:
    codes = {
        error.exit_code
        for error in vars(errors).values()
        if isinstance(error, type) and issubclass(error, errors.IriaError)
    }
    assert codes <= {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}


def test_every_option_of_a_command_that_the_readme_names_exists() -> None:
    options = set(_options(main))
    named = set(re.findall(r"`(--[a-z-]+)", README))
    assert named <= options


def _options(command: click.Command) -> list[str]:
    """The options of a command and of all commands below it."""
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return [option for parameter in command.params for option in parameter.opts] + [
        option for each in below for option in _options(each)
    ]


def test_the_site_file_of_the_readme_is_a_valid_one() -> None:
    (toml,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    assert sites.parse(toml, "README").slug == "example-news"


@pytest.mark.parametrize("module", sorted(path.stem for path in (ROOT / "iria_crawler").iterdir()))
def test_every_module_is_on_the_map(module: str) -> None:
    if not module.startswith("__"):
        assert re.search(rf"`{module}/?`", README)


def test_no_committed_file_names_a_package_registry() -> None:
    for path in ROOT.glob("requirements*.txt"):
        assert "://" not in path.read_text(encoding="utf-8"), path.name

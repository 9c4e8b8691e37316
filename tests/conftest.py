"""What every test may rely on: an own home, an own git configuration, one time zone, no network.

A test that passed because of what stands on the developer's machine would prove nothing, and a
test that writes there would be worse. So the environment is replaced, not added to.
"""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from hatch_build import compile_catalogues
from tui.words import DEFAULT, set_language

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
ON_CI = os.environ.get("CI") == "true"

GIT_CONFIG = """\
[user]
    name = Alex Beispiel
    email = alex@example.org
[init]
    defaultBranch = main
"""

# Names that a developer's shell may hold and that would change what the program does.
FOREIGN = ("GIT_", "SSH_", "XDG_", "LC_", "KNOTEN_", "TEXTUAL", "PYTEST_ADDOPTS")
FOREIGN_NAMES = ("LANG", "LANGUAGE", "EDITOR", "VISUAL", "PAGER", "NO_COLOR", "COLUMNS", "LINES", "TMUX")
TEST_TOOLS = ("TEXTUAL_SNAPSHOT",)  # where pytest-textual-snapshot keeps its pictures meanwhile

settings.register_profile(
    "quick", max_examples=40, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
# The same cases each time: a red run then tells of the change, not of the draw. Local runs draw anew.
settings.register_profile("ci", settings.get_profile("quick"), max_examples=300, derandomize=True)
settings.load_profile("ci" if ON_CI else "quick")


def need(program: str) -> str:
    """Return the path of a program, or skip the test; where all must be there (CI=true), fail."""
    found = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if found is None:
        (pytest.fail if ON_CI else pytest.skip)(f"{program} is not installed")
    return found


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer --long beside CI=true, for one who wants the long tests here."""
    parser.addoption("--long", action="store_true", help="run the tests that take minutes, too")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues where words changed, once for all workers."""
    if not hasattr(config, "workerinput"):
        sources = ROOT.glob("tui/locale/*/LC_MESSAGES/knoten.po")
        if any(not _is_newer(source.with_suffix(".mo"), source) for source in sources):
            compile_catalogues(ROOT)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests out unless they are asked for."""
    if ON_CI or config.getoption("--long"):
        return
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="long: runs with CI=true or `make test-long`"))


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give each test a home of its own, German words, and nothing of the machine's settings."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "gitconfig").write_text(GIT_CONFIG, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(TEST_TOOLS):
                continue
            if name.startswith(FOREIGN) or name in FOREIGN_NAMES:
                patch.delenv(name)
        for name, value in _environment(folder).items():
            patch.setenv(name, value)
        time.tzset()
        set_language(DEFAULT)
        yield folder


def _environment(folder: Path) -> dict[str, str]:
    closed = "http://127.0.0.1:9"  # the discard port: whoever tries the network is refused at once
    return {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "GIT_CONFIG_GLOBAL": str(folder / "gitconfig"),
        "GIT_CONFIG_SYSTEM": os.devnull,
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm-256color",
        "TZ": "CET-1CEST,M3.5.0,M10.5.0/3",  # Kassel, without needing the system's zone files
        "http_proxy": closed,
        "https_proxy": closed,
        "no_proxy": "localhost,127.0.0.1",
    }


def _is_newer(made: Path, source: Path) -> bool:
    return made.exists() and made.stat().st_mtime_ns >= source.stat().st_mtime_ns

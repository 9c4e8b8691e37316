"""The wheel, installed as people install it: outside the repository, in an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.house.sources import PACKAGES, ROOT

PASSING = {".pyc", ".tmp"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the tools that are installed here."""
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = target.glob("*.whl")
    return built


def packaged_files() -> set[str]:
    """Return every file that belongs to the three packages, catalogues in both their forms."""
    paths = (path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in paths if path.suffix not in PASSING}


def test_the_wheel_holds_all_of_the_packages_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == packaged_files()
    for language in ("de", "en"):
        assert f"tui/locale/{language}/LC_MESSAGES/knoten.mo" in names
    assert {f"{package}/py.typed" for package in PACKAGES} <= names


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a fresh environment; return its `bin`. Other packages are lent to it."""
    folder = tmp_path_factory.mktemp("installed") / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
    (site,) = (folder / "lib").glob("python*/site-packages")
    # A .pth that is found through a .pth is not read, so the editable install here stays out.
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python.parent


def run(folder: Path, *command: str) -> str:
    """Run a command in a folder and return what it printed; it must succeed."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_installed_packages_are_the_wheels_own(installed: Path, tmp_path: Path) -> None:
    code = "import schemas, store, tui; print(schemas.__file__, store.__file__, tui.__file__)"
    for place in run(tmp_path, str(installed / "python"), "-c", code).split():
        assert Path(place).is_relative_to(installed.parent), place


def test_the_installed_program_speaks_both_languages(installed: Path, tmp_path: Path) -> None:
    code = "from tui.words import *; print(text('Mon')); set_language('en'); print(text('Mon'))"
    assert run(tmp_path, str(installed / "python"), "-c", code).split() == ["Mo", "Mon"]

"""knoten.toml and vocabulary.toml as plain values, so that a start can take them from the cache."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from store.errors import ReadFailed, RegisterUnusable
from store.layout import MAX_FILE, REGISTER_FILE, VOCABULARY_FILE
from store.problem_values import RawProblem, to_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from schemas.problems import Problem
    from schemas.validation import Data
    from store.codec import Decoded


class Config(NamedTuple):
    """The register's own file. ``newer`` says that its format is higher than this program knows."""

    id: str
    name: str
    format: int
    languages: tuple[str, ...]
    newer: bool = False


def config_from(values: Iterable[Any]) -> Config:
    """The configuration from the cache's values."""
    register_id, name, number, languages, newer = values
    return Config(register_id, name, number, tuple(languages), newer)


def read_config(root: str) -> Config:
    """Read and check knoten.toml.

    A higher format is taken as far as it can be understood, and says so.

    Raises:
        RegisterUnusable: ``not_a_register`` (path) or ``register_file_broken`` (path, line or 0, reason: a
            problem's code).
    """
    decoded = _decoded(root, REGISTER_FILE)
    data = decoded.data
    if data is None:
        raise _broken(decoded.problem)
    from schemas.register import FORMAT

    number = data.get("format")
    if isinstance(number, int) and number > FORMAT:
        return _config(data, newer=True)
    from schemas.fields import record_spec
    from schemas.validation import check_register_file

    problems = decoded.located(check_register_file(data)[1], record_spec("register"))
    if problems:
        raise _broken(problems[0])
    return _config(data, newer=False)


def _config(data: Mapping[str, Any], *, newer: bool) -> Config:
    languages = data.get("languages") or ["de", "en"]
    known = tuple(item for item in languages if isinstance(item, str)) if isinstance(languages, list) else ()
    number = data.get("format")
    return Config(
        str(data.get("id", "")),
        str(data.get("name", "")),
        number if isinstance(number, int) else 0,
        known,
        newer,
    )


def _broken(problem: Problem | None) -> RegisterUnusable:
    code, line = (problem.code, problem.line) if problem else ("not_toml", None)
    return RegisterUnusable("register_file_broken", path=REGISTER_FILE, line=line or 0, reason=code)


def _decoded(root: str, name: str) -> Decoded:
    """The decoded file; RegisterUnusable if it cannot be read."""
    from store.codec import decode
    from store.files import read_bounded

    try:
        return decode(read_bounded(f"{root}/{name}", MAX_FILE), name)
    except ReadFailed as error:
        if error.code == "file_missing":
            raise RegisterUnusable("not_a_register", path=root) from error
        raise RegisterUnusable("register_file_broken", path=name, line=0, reason=error.code) from error


def register_data(root: str) -> Data:
    """All that stands in knoten.toml. Raises RegisterUnusable."""
    decoded = _decoded(root, REGISTER_FILE)
    if decoded.data is None:
        raise _broken(decoded.problem)
    return decoded.data


def vocabulary_data(root: str) -> tuple[Data, list[Problem]]:
    """All that stands in vocabulary.toml, {} if it cannot be read, and what is wrong with it."""
    from schemas.fields import record_spec
    from schemas.problems import Problem
    from schemas.validation import check_vocabulary_file

    try:
        decoded = _decoded(root, VOCABULARY_FILE)
    except RegisterUnusable as error:
        reason = error.params.get("reason", "file_missing")
        return {}, [Problem("vocabulary_unreadable", VOCABULARY_FILE, params={"reason": reason})]
    if decoded.data is None:
        line, reason = (decoded.problem.line, decoded.problem.code) if decoded.problem else (None, "")
        unreadable = Problem("vocabulary_unreadable", VOCABULARY_FILE, line=line, params={"reason": reason})
        return {}, [unreadable]
    problems = check_vocabulary_file(decoded.data)
    return decoded.data, decoded.located(problems, record_spec("vocabulary"))


def read_vocabulary(root: str) -> tuple[dict[str, Any], list[RawProblem]]:
    """The vocabulary and its problems as plain values, as JSON can hold them."""
    data, problems = vocabulary_data(root)
    return json.loads(json.dumps(data, default=str)), [to_values(problem) for problem in problems]

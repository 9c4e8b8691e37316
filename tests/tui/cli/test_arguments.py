"""Reading a command line, without running anything."""

from __future__ import annotations

import pytest

from store.errors import UsageFault
from tui.arguments import Option, Word, first_word, read

OPTIONS = (
    Option(("-C", "--register"), "", "FOLDER"),
    Option(("--json",), ""),
    Option(("-m", "--message"), "", "TEXT"),
    Option(("--where",), "", "F=V", many=True),
    Option(("--set",), "", "F=V", greedy=True),
    Option(("-n",), "", "NUMBER"),
)


def test_options_stand_anywhere_and_in_every_form() -> None:
    words = (Word("id", "ID"), Word("rest", "WORDS", least=0, most=None))
    found = read(
        ["a", "--json", "-Cdir", "b", "--message=x=y", "--where", "f=1", "--where=f=2"], OPTIONS, words
    )
    assert (found.word("id"), found.rest("rest")) == ("a", ["b"])
    assert found.has("json")
    assert found.one("register") == "dir"
    assert found.one("message") == "x=y"
    assert found.many("where") == ["f=1", "f=2"]


def test_a_greedy_option_takes_words_up_to_the_next_option() -> None:
    found = read(["--set", "a=1", "b=2", "--json", "--set", "c=-3"], OPTIONS, ())
    assert found.many("set") == ["a=1", "b=2", "c=-3"]


def test_behind_two_dashes_everything_is_a_word() -> None:
    found = read(["--", "--json", "-x"], OPTIONS, (Word("rest", "", least=0, most=None),))
    assert found.rest("rest") == ["--json", "-x"]
    assert not found.has("json")


def test_a_value_may_begin_with_a_dash_or_be_a_negative_number() -> None:
    assert read(["-m", "- a list"], OPTIONS, ()).one("message") == "- a list"
    assert read(["-5"], OPTIONS, (Word("n", ""),)).word("n") == "-5"


def test_the_verb_is_the_first_word_that_is_no_value() -> None:
    assert first_word(["-C", "list", "show", "x", "--json"], OPTIONS) == (
        "show",
        ["-C", "list", "x", "--json"],
    )
    assert first_word(["--json"], OPTIONS) == ("", ["--json"])


@pytest.mark.parametrize(
    ("given", "words", "code"),
    [
        (["--nothing"], (), "usage_unknown_option"),
        (["-m"], (), "usage_needs_value"),
        (["-m", "--json"], (), "usage_needs_value"),
        (["--json=yes"], (), "usage_takes_no_value"),
        ([], (Word("id", "ID"),), "usage_missing"),
        (["a", "b"], (Word("id", "ID"),), "usage_too_many"),
    ],
)
def test_wrong_usage_has_a_code(given: list[str], words: tuple[Word, ...], code: str) -> None:
    with pytest.raises(UsageFault) as fault:
        read(given, OPTIONS, words)
    assert fault.value.code == code
    assert fault.value.exit_status == 2


def test_a_number_is_a_number() -> None:
    assert read(["-n", "12"], OPTIONS, ()).number("n") == 12
    with pytest.raises(UsageFault, match="usage_not_a_number"):
        read(["-n", "x"], OPTIONS, ()).number("n")

"""Comments written by hand move to the remarks, and none is lost."""

from __future__ import annotations

import tomllib
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from schemas.fields import record_spec
from schemas.record import RecordType
from schemas.validation import Data
from store.codec import encode, with_comments
from tests.strategies import kinds_and_records

SPEC = record_spec("actor")

TEXT = '''\
# Kopf
#
#    eingerückt
id = "a" # hinten
name = "x # keiner"
website = 'a # keiner'
description = """
# keiner
"""
tags = [
    # in der Liste
    "a", # daneben
]
[[contacts]] # an der Tabelle
key = "a"
# Kopf
'''
MOVED = "# Kopf\n# eingerückt\n# hinten\n# in der Liste\n# daneben\n# an der Tabelle"


def moved(text: str) -> tuple[Data, int]:
    return with_comments(tomllib.loads(text), text)


def test_comments_become_remarks_in_file_order() -> None:
    data, count = moved(TEXT)
    assert data["remarks"] == MOVED
    assert count == 6


def test_everything_else_stays_as_it_is() -> None:
    data, _ = moved(TEXT)
    del data["remarks"]
    assert data == tomllib.loads(TEXT)


def test_the_data_handed_in_is_not_touched() -> None:
    data = tomllib.loads(TEXT)
    with_comments(data, TEXT)
    assert data == tomllib.loads(TEXT)


def test_remarks_are_kept_before_the_comments() -> None:
    data, count = moved('remarks = "Alt.\\n"\n# neu\n')
    assert data["remarks"] == "Alt.\n# neu"
    assert count == 1


def test_a_line_that_is_there_already_is_not_repeated() -> None:
    text = 'remarks = """\n# schon da\n# Ra\u0308ume"""\n# schon da\n# Räume\n#schon da\n'
    assert moved(text) == (tomllib.loads(text), 0)


def test_without_comments_nothing_changes() -> None:
    assert moved('id = "#"\n') == ({"id": "#"}, 0)
    assert moved("#\n #  \n") == ({}, 0)


def test_remarks_that_are_no_text_are_left_alone() -> None:
    assert moved("remarks = 1 # x\n") == ({"remarks": 1}, 0)


def test_windows_line_ends_are_no_part_of_a_comment() -> None:
    assert moved('id = "a" # x\r\n# y\r\n')[0]["remarks"] == "# x\n# y"


def test_the_vocabulary_keeps_its_comments_in_remarks_too() -> None:
    text = '# Unsere Wörter\n[district.nord]\nde = "Nord" # der Norden\n'
    data, _ = moved(text)
    raw = encode(data, record_spec("vocabulary")).decode()
    assert raw == 'remarks = """\n# Unsere Wörter\n# der Norden"""\n\n[district.nord]\nde = "Nord"\n'


COMMENT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20)


@given(kinds_and_records(), st.lists(COMMENT, max_size=4))
def test_every_comment_is_in_the_saved_file_and_stays(
    made: tuple[RecordType, Data], words: list[str]
) -> None:
    kind, data = made
    spec = record_spec(kind)
    text = "".join(f"# {word}\n" for word in words) + encode(data, spec).decode()
    found, _ = moved(text)
    saved = encode(found, spec).decode()
    remarks = tomllib.loads(saved).get("remarks", "").split("\n")
    wanted = {unicodedata.normalize("NFC", f"# {word.strip()}") for word in words if word.strip()}
    assert wanted <= set(remarks)
    again, count = moved(saved)
    assert (encode(again, spec).decode(), count) == (saved, 0)  # as text: a nan equals nothing

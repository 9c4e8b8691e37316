"""Ids are safe on every file system, whatever a record is called."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.ids import MAX_ID, MAX_SLUG, is_id, is_key, new_id, new_key, slug

CHANCE = random.Random(1)


@given(st.text())
def test_every_name_makes_an_id(name: str) -> None:
    assert is_id(slug(name) + "-a2b3")
    assert len(slug(name)) <= MAX_SLUG
    made = new_id(name, CHANCE)
    assert is_id(made)
    assert made.startswith(slug(name) + "-")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Nachbarschaftstreff Wesertor", "nachbarschaftstreff-wesertor"),
        ("Grüße aus Süd-Östen!", "gruesse-aus-sued-oesten"),
        ("ÄÖÜ ẞ", "aeoeue-ss"),
        ("Café Élan", "cafe-elan"),
        ("Сосед", "sosed"),
        ("", "x"),
        ("!!!", "x"),
        ("--a--", "a"),
        ("a" * 60, "a" * 40),
        ("eins " * 12, "eins-eins-eins-eins-eins-eins-eins-eins"),
    ],
)
def test_slugs(name: str, expected: str) -> None:
    assert slug(name) == expected


@pytest.mark.parametrize("text", ["a", "0", "a-b", "treff-nord-a2b3", "a" * MAX_ID, "console", "com"])
def test_what_is_an_id(text: str) -> None:
    assert is_id(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "-",
            "-a",
            "a-",
            "a--b",
            "A",
            "ä",
            "a b",
            "a.b",
            "a/b",
            "../a",
            "a\n",
            "a_b",
            "a" * (MAX_ID + 1),
        ),
        *("con", "nul", "prn", "aux", "com0", "com9", "lpt1", "\u0430", "١"),
    ],
)
def test_what_is_no_id(text: str) -> None:
    assert not is_id(text)


def test_keys_are_looser_than_ids() -> None:
    assert all(map(is_key, ["5k2m0abc", "office", "-", "a--b", "con"]))
    assert not any(map(is_key, ["", "A", "a b", "ä", "a\n", "a" * (MAX_ID + 1)]))


MOMENTS = st.integers(0, 30_000_000).map(lambda n: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=n))


@given(MOMENTS, MOMENTS)
def test_keys_sort_in_the_order_in_which_they_were_made(first: datetime, second: datetime) -> None:
    earlier, later = sorted((first, second))
    keys = new_key(earlier, CHANCE), new_key(later + timedelta(minutes=1), CHANCE)
    assert keys[0] < keys[1]
    assert all(is_key(key) and len(key) == 8 for key in keys)


def test_a_key_counts_minutes_wherever_it_is_made_and_clocks_before_2020_do_no_harm() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    there = noon.astimezone(timezone(timedelta(hours=9)))
    assert new_key(noon, random.Random(2)) == new_key(there, random.Random(2))
    assert new_key(datetime(1970, 1, 1, tzinfo=UTC), CHANCE).startswith("00000")

"""The notation of dates in the example, and the vocabulary that every register begins with."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.resources import files as package_files
from zoneinfo import ZoneInfo, available_timezones

import pytest
import tomli

from schemas.fields import record_spec
from schemas.vocabulary import Vocabulary
from store.codec import decode, encode
from store.example.dates import local, moment, resolve
from store.example.script import district_terms


def starter_vocabulary() -> bytes:
    return package_files("store").joinpath("starter", "vocabulary.toml").read_bytes()


def test_dates_are_told_from_the_day() -> None:
    wednesday = date(2026, 3, 25)
    told = {"a": ["D", "D-30", "D+7"], "b": "W-1 Mon", "c": "bis {W+1 Fri} offen", "d": "Düsseldorf", "e": 3}
    assert resolve(told, wednesday) == {
        "a": [date(2026, 3, 25), date(2026, 2, 23), date(2026, 4, 1)],
        "b": date(2026, 3, 16),
        "c": "bis 03.04.2026 offen",
        "d": "Düsseldorf",
        "e": 3,
    }
    assert moment("W+0 Fri 17:00", wednesday).isoformat() == "2026-03-27T17:00:00+01:00"
    assert moment("W+1 Mon 17:00", wednesday).isoformat() == "2026-03-30T17:00:00+02:00"
    with pytest.raises(ValueError, match="W-1"):
        moment("W-1 Mon", wednesday)


@pytest.mark.skipif("Europe/Berlin" not in available_timezones(), reason="this machine has no zone files")
def test_the_clock_changes_when_europe_changes_it() -> None:
    for day in range(3 * 365):
        noon = local(date(2025, 1, 1) + timedelta(days=day), 12, 0)
        assert noon.utcoffset() == noon.astimezone(ZoneInfo("Europe/Berlin")).utcoffset()


def test_the_starter_vocabulary_is_canonical_and_names_no_city() -> None:
    raw = starter_vocabulary()
    data = decode(raw, "vocabulary.toml").data
    assert data is not None
    assert encode(data, record_spec("vocabulary")) == raw
    assert list(data["district"]) == ["stadtweit"]
    for section, terms in data.items():
        for term, entry in terms.items():
            assert entry["de"], (section, term)
            assert entry["en"], (section, term)
            assert section != "relation" or entry.get("symmetric") or entry["inverse_de"], term
        orders = [entry["order"] for entry in terms.values()]
        assert len(set(orders)) == len(orders), section


def test_a_word_means_one_term() -> None:
    vocabulary = Vocabulary(tomli.loads(starter_vocabulary().decode() + district_terms()))
    for section in (
        "actor_kind",
        "engagement_field",
        "target_group",
        "district",
        "offer_kind",
        "accessibility",
    ):
        for term in vocabulary.terms(section):
            for word in vocabulary.words(section, term):
                assert vocabulary.match(section, word) == term, (section, word)

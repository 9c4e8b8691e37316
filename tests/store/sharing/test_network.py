"""One share with several partners at once: taken in together, handed out to all, none holds up the others."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from store.errors import Interrupted
from store.people import Person
from store.register import Register
from store.sharing.joining import join
from store.sharing.partners import add_partner, find_partner, remove_partner
from store.sharing.share import Share, ShareOptions, ShareResult
from tests.store.conftest import ANNA, subject
from tests.store.git.test_ssh import Host, host, server  # noqa: F401  # fixtures
from tests.store.sharing.conftest import (
    bare,
    change,
    create,
    delete,
    git,
    preview_of,
    share,
    states,
    tree,
)
from tui.waiting import look_at

ID = "anna-a2a2"
MANY = [f"verein-{letter}2{letter}2" for letter in "abcdefghij"]


class Network(NamedTuple):
    """Anna's register in the middle, and a partner behind each of her bare repositories."""

    anna: Register
    others: list[Register]
    hubs: list[Path]


@pytest.fixture(params=[4], ids=["4 partners"])
def network(request: pytest.FixtureRequest, register: Register, tmp_path: Path) -> Iterator[Network]:
    hubs = [tmp_path / f"hub{number}.git" for number in range(request.param)]
    for number, hub in enumerate(hubs):
        add_partner(register.repository, f"P{number}", bare(hub))
    for name in MANY:
        create(register, name)
    share(register)
    with ExitStack() as stack:
        others = [
            stack.enter_context(join(f"file://{hub}", tmp_path / f"r{number}", "Anna"))
            for number, hub in enumerate(hubs)
        ]
        yield Network(register, others, hubs)


def who(number: int) -> Person:
    """The person at a partner."""
    return Person(f"P{number}", f"p{number}@beispiel.invalid")


def all_create(network: Network) -> None:
    """Each partner makes a record and hands it out; so does Anna, who does not."""
    for number, other in enumerate(network.others):
        create(other, f"neu-{number}", who(number))
        share(other)
    create(network.anna, "eigen-e2e2")


def heads(network: Network) -> set[str]:
    """What lies in the bare repositories."""
    return {git(hub, "rev-parse", "main") for hub in network.hubs}


@pytest.mark.parametrize("network", [3, pytest.param(5, marks=pytest.mark.long)], indirect=True)
def test_all_are_taken_in_together_and_all_get_the_same(network: Network) -> None:
    all_create(network)
    count = len(network.others)
    result = share(network.anna)
    assert states(result) == ["exchanged"] * count
    assert [[one.record for one in ended.taken] for ended in result.partners] == [
        [f"neu-{number}"] for number in range(count)
    ]
    assert sorted(one.record for one in result.changes) == [f"neu-{number}" for number in range(count)]
    for number, ended in enumerate(result.partners):
        given = sorted(one.record for one in ended.given)
        assert given == sorted({"eigen-e2e2", *(f"neu-{n}" for n in range(count) if n != number)})
    assert heads(network) == {git(network.anna.path, "rev-parse", "HEAD")}
    merges = git(network.anna.path, "rev-list", "--merges", "--count", "HEAD")
    assert int(merges) == count, "one head is folded in after the other, and nothing is merged twice"
    for other in network.others:
        assert states(share(other)) == ["taken"]
        assert tree(other) == tree(network.anna)
    assert states(share(network.anna)) == ["up_to_date"] * count


def test_the_preview_shows_what_then_happens(network: Network) -> None:
    all_create(network)
    preview = preview_of(network.anna)
    result = share(network.anna)
    assert preview.changes == result.changes
    assert [plan.taken for plan in preview.partners] == [ended.taken for ended in result.partners]
    assert [plan.given for plan in preview.partners] == [ended.given for ended in result.partners]


def test_one_that_cannot_be_reached_does_not_hold_up_the_others(network: Network) -> None:
    all_create(network)
    network.hubs[1].rename(network.hubs[1].with_name("weg"))
    result = share(network.anna)
    assert states(result) == ["exchanged", "failed:partner_not_found", "exchanged", "exchanged"]
    assert "neu-1" not in network.anna.snapshot
    assert {"neu-0", "neu-2", "neu-3"} <= {row.id for row in network.anna.snapshot.rows()}
    assert sorted(one.record for one in result.changes) == ["neu-0", "neu-2", "neu-3"]


def test_one_that_always_asks_is_left_out(network: Network) -> None:
    delete(network.others[2], *MANY[:6])
    all_create(network)
    assert states(share(network.anna)) == ["exchanged", "exchanged", "stopped:partner_deletions", "exchanged"]
    assert MANY[0] in network.anna.snapshot
    assert git(network.hubs[2], "rev-parse", "main") != git(network.anna.path, "rev-parse", "HEAD")
    result = share(network.anna, allow_deletions=True)
    assert states(result) == ["given", "given", "exchanged", "given"]
    assert MANY[0] not in network.anna.snapshot


def test_what_only_together_deletes_many_records_is_asked_of_all_who_delete(network: Network) -> None:
    for number in range(3):
        delete(network.others[number], *MANY[2 * number : 2 * number + 2])
        share(network.others[number])
    assert [plan.asks for plan in preview_of(network.anna).partners] == [("deletions",)] * 3 + [()]
    assert states(share(network.anna)) == ["stopped:partner_deletions"] * 3 + ["up_to_date"]
    assert states(share(network.anna, allow_deletions=True)) == ["exchanged"] * 3 + ["given"]


def carried_out(register: Register, between: threading.Thread | None = None) -> ShareResult:
    """Share, and let somebody else do something between the preview and the deed."""
    with Share(register) as under_way:
        under_way.fetch()
        preview = under_way.preview()
        if between is not None:
            between.start()
            between.join()
        return under_way.carry_out(preview, subject, person=ANNA)


def test_a_partner_that_moves_meanwhile_is_merged_and_all_get_that_too(network: Network) -> None:
    all_create(network)

    def move() -> None:
        change(network.others[1], "neu-1", who(1), summary="noch etwas")
        share(network.others[1])

    result = carried_out(network.anna, threading.Thread(target=move))
    assert states(result) == ["exchanged"] * 4
    assert [ended.moved for ended in result.partners] == [0, 1, 0, 0]
    assert len(result.partners[1].taken) == 2
    assert (network.anna.snapshot.record("neu-1").data or {})["summary"] == "noch etwas"
    assert heads(network) == {git(network.anna.path, "rev-parse", "HEAD")}


def test_two_partners_who_disagree_make_one_conflict_for_all(network: Network) -> None:
    change(network.anna, ID, legal_form="e. V.")
    for number in (0, 1):
        change(network.others[number], ID, who(number), summary=f"von {number}")
        share(network.others[number])
    preview = preview_of(network.anna)
    assert [plan.taken != () for plan in preview.partners] == [True, True, False, False]
    result = share(network.anna)
    for conflicts in (preview.conflicts, result.conflicts):
        assert [(one.record, one.path, len(one.versions)) for one in conflicts] == [(ID, ("summary",), 2)]
    assert {version.by for version in result.conflicts[0].versions} == {"P0", "P1"}
    for ended in result.partners[:2]:
        told = [(one.path, one.how) for one in ended.decisions]
        assert told == [(("legal_form",), "ours")], "neither summary was simply taken"
    for other in network.others:
        share(other)
    assert len({tree(register) for register in (network.anna, *network.others)}) == 1
    assert share(network.anna).conflicts == (), "it is told once"


def test_over_ssh_and_to_a_folder_in_one_go(network: Network, host: Host) -> None:  # noqa: F811
    add_partner(network.anna.repository, "Fern", host.address.text)
    all_create(network)
    before = host.connections()
    result = share(network.anna)
    assert [state.partition(":")[0] for state in states(result)] == ["given", *["exchanged"] * 4]
    assert git(host.bare, "rev-parse", "main") == git(network.anna.path, "rev-parse", "HEAD")
    assert host.connections() == before + 1


# ---- cancelled -----------------------------------------------------------------------------------------


def within_a_second(cancel: threading.Event) -> list[float]:
    """Set ``cancel`` after a while; when that was will stand in the list."""
    at: list[float] = []

    def set_it() -> None:
        time.sleep(1.0)
        at.append(time.monotonic())
        cancel.set()

    threading.Thread(target=set_it, daemon=True).start()
    return at


def test_cancelled_while_asking_nothing_has_changed(network: Network, silent_partner: str) -> None:
    all_create(network)
    add_partner(network.anna.repository, "Stumm", silent_partner)
    head, cancel = git(network.anna.path, "rev-parse", "HEAD"), threading.Event()
    at = within_a_second(cancel)
    with Share(network.anna, cancel=cancel) as under_way, pytest.raises(Interrupted):
        under_way.fetch()
    assert time.monotonic() - at[0] < 1
    assert git(network.anna.path, "rev-parse", "HEAD") == head


def test_cancelled_while_handing_out_tells_who_did_not_get_it(network: Network) -> None:
    all_create(network)
    # The third one's repository is held by a git that never ends.
    git(network.hubs[2], "config", "core.filesRefLockTimeout", "60000")
    (network.hubs[2] / "refs/heads/main.lock").touch()
    cancel = threading.Event()
    with Share(network.anna, cancel=cancel) as under_way:
        under_way.fetch()
        preview = under_way.preview()
        at = within_a_second(cancel)
        result = under_way.carry_out(preview, subject, person=ANNA)
    assert time.monotonic() - at[0] < 1
    assert result.interrupted
    assert states(result)[2] == "failed:handing_out_stopped"
    assert len(result.changes) == 4, "what was taken in stays, and is told"
    assert "neu-2" in network.anna.snapshot
    (network.hubs[2] / "refs/heads/main.lock").unlink()
    assert states(share(network.anna))[2] == "given"


@pytest.fixture
def silent_partner() -> Iterator[str]:
    """The address of a host that takes the call and says nothing."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"ssh://git@127.0.0.1:{listening.getsockname()[1]}/netz.git"


# ---- one way -------------------------------------------------------------------------------------------


def test_one_way_only_with_several(network: Network) -> None:
    all_create(network)
    options = ShareOptions(give=False)
    assert states(share(network.anna, give=options.give)) == ["taken"] * 4
    assert len(heads(network)) == 4
    assert states(share(network.anna, take=False)) == ["given"] * 4
    assert len(heads(network)) == 1


# ---- a folder among the partners -----------------------------------------------------------------------


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """A folder that several copies share."""
    place = tmp_path / "Stick"
    place.mkdir()
    return place


@pytest.mark.parametrize("network", [2], indirect=True)
def test_a_folder_is_a_partner_like_any_other(network: Network, box: Path) -> None:
    for register in (network.anna, *network.others):
        add_partner(register.repository, "Stick", str(box))
    for number, other in enumerate(network.others):
        create(other, f"neu-{number}", who(number))
        given = share_with(other, "Stick")
        assert states(given) == ["given" if number == 0 else "exchanged"]
    (box / "Notizen.txt").write_text("nicht von hier")
    result = share_with(network.anna, "Stick")
    assert states(result) == ["taken"]
    assert [one.record for one in result.partners[0].taken] == ["neu-0", "neu-1"]
    assert [(one.file, one.code) for one in result.partners[0].skipped] == [
        ("Notizen.txt", "mailbox_other_file")
    ]
    create(network.anna, "eigen-e2e2")
    assert [one.record for one in share_with(network.anna, "Stick").partners[0].given] == ["eigen-e2e2"]
    assert states(share_with(network.anna, "Stick")) == ["up_to_date"]
    for other in network.others:
        share_with(other, "Stick")
        assert tree(other) == tree(network.anna)


@pytest.mark.parametrize("network", [2], indirect=True)
def test_copies_that_disagree_in_a_folder_and_a_partner_beside_it(network: Network, box: Path) -> None:
    for register in (network.anna, *network.others):
        add_partner(register.repository, "Stick", str(box))
    one, other = network.others
    change(one, ID, who(0), summary="von 0")
    change(other, ID, who(1), summary="von 1")
    share_with(one, "Stick", take=False)
    share_with(other, "Stick", take=False)
    change(network.anna, ID, summary="von Anna")
    result = share(network.anna)
    assert [(found.record, len(found.versions)) for found in result.conflicts] == [(ID, 3)]
    assert [state for state in states(result) if ":" in state] == []
    for register in (one, other):
        share(register)
    assert len({tree(register) for register in (network.anna, one, other)}) == 1


@pytest.mark.parametrize("network", [2], indirect=True)
def test_copies_that_disagree_can_be_looked_at_where_nothing_may_be_written(
    network: Network, box: Path
) -> None:
    for register in (network.anna, *network.others):
        add_partner(register.repository, "Stick", str(box))
    for number, other in enumerate(network.others):
        change(other, ID, who(number), **{"summary": "neu"} if number else {"legal_form": "neu"})
        share_with(other, "Stick", take=False)
    create(network.anna, "eigen-e2e2")
    seen = preview_of(network.anna)
    with Register.open(network.anna.path, read_only=True) as looking:
        (at,) = [at for at in look_at(looking).partners if at.partner.name == "Stick"]
        assert at.error is None
        assert at.changes == seen.partners[-1].taken
        assert len(at.changes[0].fields) == 2


@pytest.mark.parametrize("network", [2], indirect=True)
def test_a_folder_that_is_away_or_new_takes_nothing_back(network: Network, box: Path) -> None:
    add_partner(network.anna.repository, "Stick", str(box))
    add_partner(network.others[0].repository, "Stick", str(box))
    create(network.others[0], "neu-0", who(0))
    share_with(network.others[0], "Stick")
    share_with(network.anna, "Stick")
    box.rename(box.with_name("weg"))
    assert states(share_with(network.anna, "Stick")) == ["failed:mailbox_missing"]
    box.mkdir()
    assert states(share_with(network.anna, "Stick")) == ["up_to_date"]
    assert len(list(box.iterdir())) == 1, "what was on the old one is on the new one, too"
    partner = find_partner(network.anna.repository, "Stick")
    remove_partner(network.anna.repository, partner)
    assert "stick" not in git(network.anna.path, "for-each-ref")


def share_with(register: Register, name: str, *, take: bool = True) -> ShareResult:
    """Share with one partner alone."""
    with Share(register, [name], options=ShareOptions(take=take)) as under_way:
        under_way.fetch()
        preview = under_way.preview()
        return under_way.carry_out(preview, subject, person=ANNA)

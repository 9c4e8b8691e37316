"""Saving: one checked commit, whatever else happens to the files meanwhile."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from store.errors import ReadOnly, RegisterUnusable, Stale, UsageFault
from store.people import Person
from store.register import Register
from store.saving import ChangedMeanwhile, InvalidRecord, change_edit, delete_edit, new_edit
from tests.store.conftest import ANNA, actor, add, subject

ID = "anna-a2a2"
PATH = f"actors/{ID}.toml"


def git(register: Register, *arguments: str) -> str:
    """Plain git, as a colleague would call it."""
    command = ["git", "-C", str(register.path), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def change(register: Register, **fields: Any) -> None:
    """Change fields of Anna as a form would."""
    record = register.snapshot.record(ID)
    assert record.data is not None
    register.save([change_edit(record, {**record.data, **fields})], subject)


def committed(register: Register, path: str = PATH) -> str:
    return git(register, "show", f"HEAD:{path}")


def test_a_save_is_one_clean_commit(register: Register) -> None:
    change(register, summary="neu")
    assert 'summary = "neu"' in committed(register)
    assert git(register, "status", "--porcelain") == ""
    assert git(register, "fsck", "--strict") == ""
    assert git(register, "log", "-1", "--format=%an <%ae>") == "Anna Beispiel <anna@beispiel.invalid>"
    assert register.snapshot.record(ID).data == actor(ID, summary="neu", tags=["a"])


def test_the_organisation_stands_in_the_trailer(register: Register) -> None:
    person = Person("Anna", "anna@beispiel.invalid", ID)
    register.save([new_edit("actor", actor("berta-b2b2"))], subject, person=person, remark="Von der Sitzung")
    assert git(register, "log", "-1", "--format=%B").split("\n\n") == [
        "1 changed",
        "Von der Sitzung",
        f"Knoten-Actor: {ID}",
    ]


def test_several_records_are_one_commit_or_none(register: Register) -> None:
    before = git(register, "rev-parse", "HEAD")
    with pytest.raises(InvalidRecord) as caught:
        add(register, actor("berta-b2b2"), actor("carl-c2c2", status="unsinn"))
    assert [(problem.code, problem.field) for problem in caught.value.problems] == [
        ("not_a_choice", ("status",))
    ]
    assert git(register, "rev-parse", "HEAD") == before
    assert not (register.path / "actors/berta-b2b2.toml").exists()


def test_nothing_new_makes_no_commit(register: Register) -> None:
    before = git(register, "rev-parse", "HEAD")
    change(register)
    assert git(register, "rev-parse", "HEAD") == before


def test_deleting_removes_file_and_folder_entry(register: Register) -> None:
    register.save([delete_edit(register.snapshot.record(ID))], subject)
    assert git(register, "ls-tree", "-r", "--name-only", "HEAD", "actors") == ""
    assert not (register.path / PATH).exists()
    assert ID not in register.snapshot


def test_a_hand_edit_stays_unsaved_beside_a_save_of_the_same_record(register: Register) -> None:
    file = register.path / PATH
    file.write_text(file.read_text() + '# von Hand\nwebsite = "https://a.invalid"\n')
    register.refresh()
    change(register, summary="neu")
    assert "website" not in committed(register)
    assert "von Hand" not in committed(register)
    assert 'website = "https://a.invalid"' in file.read_text()
    assert "# von Hand" in file.read_text()
    assert 'summary = "neu"' in file.read_text()
    (edit,) = register.hand_edits()
    assert edit.path == PATH


def test_a_hand_edit_since_the_form_was_opened_is_merged(register: Register) -> None:
    record = register.snapshot.record(ID)
    file = register.path / PATH
    file.write_text(file.read_text().replace('"alt"', '"von Hand"'))
    assert record.data is not None
    register.save([change_edit(record, {**record.data, "legal_form": "e. V."})], subject)
    assert "von Hand" not in committed(register)
    assert '"von Hand"' in file.read_text()
    assert "e. V." in file.read_text()


def test_the_same_field_changed_by_hand_stops_the_save(register: Register) -> None:
    record = register.snapshot.record(ID)
    file = register.path / PATH
    file.write_text(file.read_text().replace('"alt"', '"von Hand"'))
    assert record.data is not None
    with pytest.raises(ChangedMeanwhile) as caught:
        register.save([change_edit(record, {**record.data, "summary": "Formular"})], subject)
    assert [clash.path for clash in caught.value.clashes] == [("summary",)]
    assert '"von Hand"' in file.read_text()


def test_a_file_broken_by_hand_stops_the_save_and_stays(register: Register) -> None:
    record = register.snapshot.record(ID)
    file = register.path / PATH
    file.write_text("name = = kaputt")
    assert record.data is not None
    with pytest.raises(Stale) as caught:
        register.save([change_edit(record, {**record.data, "summary": "neu"})], subject)
    assert caught.value.code == "hand_edit_unreadable"
    assert file.read_text() == "name = = kaputt"


def test_two_instances_change_different_fields(register: Register) -> None:
    with Register.open(register.path) as other:
        mine, theirs = register.snapshot.record(ID), other.snapshot.record(ID)
        assert mine.data is not None
        assert theirs.data is not None
        register.save([change_edit(mine, {**mine.data, "summary": "eins"})], subject)
        other.save([change_edit(theirs, {**theirs.data, "legal_form": "e. V."})], subject)
        with pytest.raises(ChangedMeanwhile):
            other.save([change_edit(theirs, {**theirs.data, "summary": "zwei"})], subject)
    assert 'summary = "eins"' in committed(register)
    assert 'legal_form = "e. V."' in committed(register)


def test_two_instances_take_the_same_id(register: Register) -> None:
    with Register.open(register.path) as other:
        add(register, actor("berta-b2b2"))
        with pytest.raises(Stale, match="id_taken"):
            add(other, actor("berta-b2b2", summary="zweite"))


def test_what_git_staged_or_ignores_is_left_alone(register: Register) -> None:
    (register.path / "fremd.txt").write_text("fremd")
    git(register, "add", "fremd.txt")
    (register.path / ".git/info").mkdir(exist_ok=True)
    (register.path / ".git/info/exclude").write_text("*\n")
    add(register, actor("berta-b2b2"))
    assert "actors/berta-b2b2.toml" in git(register, "ls-tree", "-r", "--name-only", "HEAD")
    assert "fremd.txt" not in git(register, "ls-tree", "-r", "--name-only", "HEAD")
    assert git(register, "status", "--porcelain") == "A  fremd.txt"


def test_a_commit_by_plain_git_in_between_is_kept(register: Register) -> None:
    record = register.snapshot.record(ID)
    file = register.path / PATH
    file.write_text(file.read_text() + 'website = "https://a.invalid"\n')
    git(register, "commit", "-qam", "plain git")
    assert record.data is not None
    register.save([change_edit(record, {**record.data, "summary": "neu"})], subject)
    assert 'website = "https://a.invalid"' in committed(register)
    assert 'summary = "neu"' in committed(register)
    assert git(register, "status", "--porcelain") == ""


@pytest.mark.parametrize("state", ["rebase-merge", "rebase-apply", "BISECT_LOG", "detached", "branch"])
def test_a_register_that_git_left_half_way_is_not_saved_into(register: Register, state: str) -> None:
    if state == "detached":
        git(register, "checkout", "-q", "--detach")
    elif state == "branch":
        git(register, "checkout", "-q", "-b", "andere")
    else:
        (register.path / ".git" / state).mkdir()
    with pytest.raises(RegisterUnusable, match="register_half_way"):
        change(register, summary="neu")
    assert '"alt"' in (register.path / PATH).read_text()


def test_an_open_merge_does_not_hold_up_other_records(register: Register) -> None:
    (register.path / ".git/MERGE_HEAD").write_text(git(register, "rev-parse", "HEAD") + "\n")
    add(register, actor("berta-b2b2"))
    assert "berta-b2b2" in git(register, "ls-tree", "-r", "--name-only", "HEAD")


def test_read_only_writes_nothing_at_all(register: Register) -> None:
    register.close()
    before = _everything(register.path)
    with Register.open(register.path, read_only=True) as looking:
        assert looking.snapshot.record(ID).title == "Anna-A2A2"
        assert list(looking.repository.log([git(register, "rev-parse", "HEAD")]))
        looking.hand_edits()
        with pytest.raises(ReadOnly):
            change(looking, summary="neu")
    assert _everything(register.path) == before


def _everything(root: Path) -> dict[str, tuple[int, int]]:
    found = {}
    for folder, _, names in os.walk(root):
        for name in names:
            state = (Path(folder) / name).stat()
            found[f"{folder}/{name}"] = (state.st_mtime_ns, state.st_size)
    return found


def test_hand_edits_are_saved_as_they_stand_and_broken_ones_left(register: Register) -> None:
    file = register.path / PATH
    by_hand = file.read_text().replace("\n", "\r\n") + "# Notiz\r\n"
    file.write_bytes(by_hand.encode())
    (register.path / "actors/kaputt-k2k2.toml").write_text("name = ")
    saved = register.save_hand_edits(subject, remark="von Hand")
    assert saved.saved == (PATH,)
    assert [(problem.path, problem.code) for problem in saved.problems] == [
        ("actors/kaputt-k2k2.toml", "not_toml")
    ]
    blob = git(register, "rev-parse", f"HEAD:{PATH}")
    assert register.repository.read_blob(blob) == by_hand.encode()
    assert (register.path / "actors/kaputt-k2k2.toml").read_text() == "name = "


def test_a_save_without_a_person_says_so(register: Register) -> None:
    git(register, "config", "--unset", "user.name")
    git(register, "config", "--unset", "user.email")
    Path(os.environ["GIT_CONFIG_GLOBAL"]).write_text("")
    with pytest.raises(UsageFault, match="person_unknown"):
        change(register, summary="neu")
    register.save([new_edit("actor", actor("berta-b2b2"))], subject, person=ANNA)


def test_a_broken_record_can_be_deleted_as_it_is_seen(register: Register) -> None:
    path = register.path / PATH
    path.write_text("name = \n")
    register.refresh()
    saved = register.save([delete_edit(register.snapshot.record(ID))], subject)
    assert saved.commit is not None
    assert not path.exists()
    assert git(register, "ls-tree", "-r", "--name-only", "HEAD", "actors/") == ""


def test_a_file_that_was_never_saved_is_not_deleted(register: Register) -> None:
    path = register.path / "actors" / "neu.toml"
    path.write_text('id = "neu"\nname = "Neu"\nkind = "verein"\nstatus = "active"\n')
    register.refresh()
    with pytest.raises(Stale, match="hand_edit_unsaved"):
        register.save([delete_edit(register.snapshot.record("neu"))], subject)
    assert path.exists()


def test_a_field_edited_by_hand_that_the_person_saw_and_changed_stands_as_the_person_wants(
    register: Register,
) -> None:
    file = register.path / PATH
    file.write_text(file.read_text().replace('"alt"', '"von Hand"') + 'website = "https://a.invalid"\n')
    register.refresh()
    change(register, summary="neu")
    assert 'summary = "neu"' in committed(register)
    assert "website" not in committed(register)
    assert 'summary = "neu"' in file.read_text()
    assert 'website = "https://a.invalid"' in file.read_text()
    assert register.snapshot.record(ID).data == actor(
        ID, summary="neu", tags=["a"], website="https://a.invalid"
    )

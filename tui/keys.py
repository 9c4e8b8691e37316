"""Every key binding of the program, in one table.

Footer, help, menu and command palette are made from this table, and `tui.key_rules` holds it to what
terminals let through. Letters work in lists; while someone types into a field they are text, so what
is needed there has a function key and a control key too. No action hangs on one key that a terminal,
tmux or an IDE may swallow, and all of them are in the palette as well.

Letters are those of the German words (t teilen, u zurücknehmen, w wiederherstellen) where English has
no better claim, and none needs Shift or AltGr on a German keyboard but `?` and `/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from textual.binding import Binding

from tui.words import N_


class Area(StrEnum):
    """Where a command belongs: the heading that the help shows it under."""

    GENERAL = N_("Everywhere")
    GO = N_("Go to")
    LIST = N_("In lists")
    RECORD = N_("With a record")
    FORM = N_("In forms")
    HISTORY = N_("In the history")
    SHARE = N_("When sharing")
    CONFLICT = N_("With what is disputed")
    DIALOG = N_("In questions")


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that people can do, and the keys for it.

    `label` and `help` are msgids. A smaller `importance` comes earlier in the footer; from `HIDDEN_FROM`
    on a command is in help and palette only. `action` is what Textual calls: `app.x` or a method
    `action_x` of the screen or widget that takes the binding.
    """

    id: str
    action: str
    keys: tuple[str, ...]
    label: str
    help: str
    importance: int
    area: Area
    priority: bool = False

    @property
    def shown(self) -> bool:
        """Whether the footer may show it."""
        return self.importance < HIDDEN_FROM


HIDDEN_FROM = 100


def _rows(area: Area, *rows: tuple[str, str, str, int, str, str]) -> tuple[Command, ...]:
    """Make commands from (id, action, keys with blanks between, importance, label, help)."""
    return tuple(
        Command(name, action, tuple(keys.split()), label, explained, importance, area, name in _FIRST)
        for name, action, keys, importance, label, explained in rows
    )


# Looked at before the focused field sees the key; each is a key that is no text.
_FIRST = frozenset({"app.quit_now", "form.save"})

COMMANDS: tuple[Command, ...] = (
    *_rows(
        Area.GENERAL,
        ("app.help", "app.show_help", "question_mark f1", 95, N_("Help"),
         N_("Show what can be done here, and with which keys")),
        ("app.menu", "app.command_palette", "m f9 ctrl+p", 90, N_("Menu"),
         N_("All actions, to search and to choose from")),
        ("app.share", "app.share", "t f8", 30, N_("Share"),
         N_("Take in the partners' changes and hand out our own")),
        ("app.undo", "app.undo", "u", 40, N_("Undo"),
         N_("Take back what I changed last; first it is shown")),
        ("app.refresh", "app.refresh_register", "r f5", 110, N_("Read again"),
         N_("Look at the files and the partners again")),
        ("app.language", "app.switch_language", "l", 120, N_("Deutsch / English"),
         N_("Speak the other language")),
        ("app.theme", "app.choose_theme", "", 121, N_("Colours"),
         N_("Dark, light, high contrast, or for colour-blind eyes")),
        ("app.settings", "app.settings", "", 122, N_("Settings"),
         N_("Name, mail, organisation and partners on this machine")),
        ("app.cancel", "app.cancel_work", "ctrl+c x", 125, N_("Cancel"),
         N_("Stop what is going on in the background")),
        ("app.back", "back", "escape", 80, N_("Back"), N_("Back to where I came from")),
        ("app.quit", "app.quit", "q", 85, N_("Quit"), N_("Leave the program; what was typed is kept")),
        ("app.quit_now", "app.quit", "ctrl+q", 130, N_("Quit"),
         N_("Leave the program; what was typed is kept")),
    ),
    *_rows(
        Area.GO,
        ("go.today", "app.go('today')", "1", 131, N_("Today"), N_("What is new and what needs care")),
        ("go.actors", "app.go('actors')", "2", 132, N_("Actors"), N_("The list of actors")),
        ("go.topics", "app.go('topics')", "3", 133, N_("Topics"), N_("The list of topics")),
        ("go.groups", "app.go('groups')", "4", 134, N_("Groups"), N_("The list of groups")),
        ("go.history", "app.go('history')", "5", 135, N_("History"), N_("Who changed what, and when")),
        ("go.partners", "app.go('partners')", "6", 136, N_("Partners"),
         N_("With whom this register is shared")),
        ("go.problems", "app.go('problems')", "7", 137, N_("Problems"), N_("What is wrong in the files")),
        ("go.conflicts", "app.go('conflicts')", "8", 138, N_("Disputed"),
         N_("Where partners have changed the same thing differently: choose what is to stand")),
    ),
    *_rows(
        Area.LIST,
        ("list.open", "open", "enter", 5, N_("Open"), N_("Show what the cursor stands on")),
        ("list.search", "search", "slash f3 ctrl+f", 15, N_("Search"), N_("Type to filter")),
        ("list.filter", "filter", "f", 60, N_("Filter"), N_("Filter by kind, district and more")),
        ("list.clear", "clear_filters", "0", 65, N_("Show all"), N_("Remove all filters")),
        ("list.sort", "sort", "o", 70, N_("Sort"), N_("Sort by another column")),
        ("list.tick", "tick", "space", 50, N_("Tick"), N_("Tick or untick this line")),
        ("list.tick_all", "tick_all", "a", 55, N_("Tick all"), N_("Tick or untick all lines")),
        ("list.up", "cursor_up", "up", 160, N_("Up"), N_("One line up")),
        ("list.down", "cursor_down", "down", 161, N_("Down"), N_("One line down")),
        ("list.page_up", "page_up", "pageup", 162, N_("Page Up"), N_("One page up")),
        ("list.page_down", "page_down", "pagedown", 163, N_("Page Down"), N_("One page down")),
        ("list.first", "first", "home", 164, N_("First"), N_("To the first line")),
        ("list.last", "last", "end", 165, N_("Last"), N_("To the last line")),
        ("search.leave", "leave_search", "escape", 7, N_("Empty, then back"),
         N_("Empty the search; once more goes back to the list")),
        ("search.to_list", "to_list", "down", 6, N_("To the list"), N_("Go to what was found")),
        ("list.next_pane", "next_pane", "tab", 140, N_("Other side"),
         N_("From the list to the record and back")),
    ),
    *_rows(
        Area.RECORD,
        ("record.new", "new_record", "n f7", 20, N_("New"), N_("Make a new record")),
        ("record.edit", "edit_record", "e f4", 10, N_("Edit"), N_("Change this record in a form")),
        ("record.history", "record_history", "h f6", 45, N_("History"), N_("The whole life of this record")),
        ("record.delete", "delete_record", "d delete", 75, N_("Delete"),
         N_("Delete this record; first, what links to it is shown")),
        ("record.verify", "verify_record", "v", 72, N_("Confirm"),
         N_("Note that this entry is right as of today")),
        ("record.settle", "settle_record", "s", 9, N_("Settle"),
         N_("Choose what is to stand where partners have changed this record differently")),
        ("record.follow", "follow", "enter", 6, N_("Follow"), N_("Go to the linked record")),
        ("record.next_link", "next_link", "down", 141, N_("Next link"), N_("Move on to the next link")),
        ("record.previous_link", "previous_link", "up", 142, N_("Previous link"),
         N_("Move back to the link before")),
        ("record.copy", "copy_value", "c", 74, N_("Copy"), N_("Copy this to the clipboard")),
        ("record.mend", "mend_record", "b", 3, N_("Bring back"),
         N_("Bring back what could be read last, where a file cannot be read any more")),
        ("record.open_file", "open_file", "i", 76, N_("Edit as a file"),
         N_("Open the file of this record in the text editor")),
    ),
    *_rows(
        Area.FORM,
        ("form.save", "save", "f2 ctrl+s", 1, N_("Save"), N_("Check and save what was changed")),
        ("form.leave", "leave_form", "escape", 8, N_("Leave"),
         N_("Leave the form; it asks if something was changed")),
        ("form.pick", "pick", "enter f4", 12, N_("Choose"), N_("Choose from a list, with search")),
        ("form.done", "done", "escape", 7, N_("Done"),
         N_("Back to the record; what was typed here is kept in it")),
        ("form.clear", "clear_field", "backspace", 17, N_("Empty"), N_("Take out what was chosen")),
        ("form.next", "next_field", "down", 150, N_("Next field"), N_("Go on to the next field")),
        ("form.previous", "previous_field", "up", 151, N_("Previous field"),
         N_("Go back to the field before")),
        ("form.add", "add_entry", "f7 insert plus", 14, N_("Add"), N_("Add an entry to this list")),
        ("form.remove", "remove_entry", "delete minus", 16, N_("Remove"),
         N_("Remove this entry from the list")),
        ("form.up", "entry_up", "shift+up", 143, N_("Move up"), N_("Move this entry up")),
        ("form.down", "entry_down", "shift+down", 144, N_("Move down"), N_("Move this entry down")),
        ("form.next_error", "next_error", "f6 ctrl+n", 18, N_("Next error"),
         N_("Go to the next field with an error")),
        ("form.undo", "undo", "ctrl+z ctrl+underscore", 145, N_("Undo typing"),
         N_("Take back what was typed last in this field")),
        ("form.redo", "redo", "ctrl+y alt+z", 146, N_("Redo typing"), N_("Put back what was taken back")),
        ("form.discard", "discard", "", 147, N_("Discard changes"),
         N_("Show the record again as it was; asks first")),
    ),
    *_rows(
        Area.HISTORY,
        ("history.restore", "restore", "w", 22, N_("Restore"), N_("Bring this version back as a new change")),
        ("history.take_back", "take_back_now", "f2 z", 2, N_("Take back"),
         N_("Take back what is ticked, as a change of one's own; first it asks")),
        ("history.only", "history_filter", "p", 62, N_("Only …"),
         N_("Only one partner, person, kind or field")),
    ),
    *_rows(
        Area.SHARE,
        ("share.take", "accept_share", "f2 w", 2, N_("Take over"),
         N_("Take over what is shown, and hand out ours")),
        ("share.take_back", "take_back_share", "z", 26, N_("Take back a share"),
         N_("Show what a share changed here, and take some of it back")),
        ("partner.add", "add_partner", "n f7", 20, N_("Add partner"), N_("Share with one more partner")),
        ("partner.login", "partner_login", "g", 24, N_("Sign in"),
         N_("First contact with this partner's server")),
        ("partner.remove", "remove_partner", "d delete", 75, N_("Remove"),
         N_("Share with this partner no more; first it asks")),
    ),
    *_rows(
        Area.CONFLICT,
        ("conflict.choose", "choose_version", "enter space", 4, N_("Choose"),
         N_("Choose this version; nothing happens before it is settled")),
        ("conflict.settle", "settle", "f2 w", 2, N_("Settle"),
         N_("Let what is chosen stand, as is said below or beside it")),
        ("conflict.write", "write_value", "e f4", 12, N_("Write another"),
         N_("Let something else stand than any of the versions")),
        ("conflict.next", "next_conflict", "n right", 20, N_("Next"), N_("To the next disputed field")),
        ("conflict.previous", "previous_conflict", "p left", 22, N_("Previous"),
         N_("To the disputed field before")),
        ("conflict.side", "take_side", "a", 30, N_("All of one partner"),
         N_("Take one partner's version wherever this record is disputed; first it asks")),
        ("conflict.whole", "show_whole", "v", 26, N_("Show whole"),
         N_("Show long texts whole, or only what differs")),
        ("conflict.record", "open_record", "o", 40, N_("Open entry"), N_("Show the whole entry")),
    ),
    *_rows(
        Area.DIALOG,
        ("dialog.yes", "answer_yes", "y j", 150, N_("Yes"), N_("Yes, do it")),
        ("dialog.no", "answer_no", "escape n", 151, N_("No"), N_("No, leave everything as it is")),
        ("dialog.close", "close", "escape", 8, N_("Close"), N_("Close this window")),
        ("dialog.next", "focus_next_answer", "right down", 152, N_("Next"), N_("To the next answer")),
        ("dialog.previous", "focus_previous_answer", "left up", 153, N_("Previous"),
         N_("To the answer before")),
    ),
)  # fmt: skip

_BY_ID = {command.id: command for command in COMMANDS}


def command(name: str) -> Command:
    """Return the command with this id; KeyError with the id for one that the table does not have."""
    return _BY_ID[name]


def command_of(binding: Binding) -> Command | None:
    """Return the command that a binding was made from, None for one of Textual's own widgets."""
    return _BY_ID.get(binding.id) if binding.id else None


def bindings(*names: str) -> list[Binding]:
    """Make the `BINDINGS` of a screen or widget from ids of the table; KeyError for an unknown one.

    A command without a key is left out: the palette finds it by the `action_…` method alone.
    """
    return [_binding(_BY_ID[name]) for name in names if _BY_ID[name].keys]


def _binding(made_from: Command) -> Binding:
    return Binding(
        key=",".join(made_from.keys),
        action=made_from.action,
        description=made_from.label,
        show=made_from.shown,
        priority=made_from.priority,
        tooltip=made_from.help,
        id=made_from.id,
    )

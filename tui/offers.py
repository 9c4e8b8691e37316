"""What can be done at this moment: the one list that footer, help and menu are made from.

It is read off the bindings that are active for what has the focus, so an action that a screen adds
appears everywhere at once, and one that it disables goes everywhere. A letter counts as a key only
where it would not be typed into the focused field.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tui.key_words import description, key_character
from tui.keys import COMMANDS, HIDDEN_FROM, Area, Command, command_of
from tui.words import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.binding import ActiveBinding
    from textual.dom import DOMNode
    from textual.screen import Screen
    from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class Offer:
    """One action that is possible now; `keys` are those that reach it from what has the focus.

    `command` is None for a binding of one of Textual's own widgets. Words are translated.
    """

    action: str
    node: DOMNode
    keys: tuple[str, ...]
    label: str
    help: str
    enabled: bool
    command: Command | None

    @property
    def importance(self) -> int:
        """The place in the footer; bindings of Textual's widgets are not shown there."""
        return self.command.importance if self.command else HIDDEN_FROM


def translated(bound: Mapping[str, ActiveBinding]) -> dict[str, ActiveBinding]:
    """Return active bindings with descriptions and tips in the language that is spoken now."""
    return {key: _translated(active) for key, active in bound.items()}


def offers(screen: Screen[object]) -> list[Offer]:
    """Return what can be done on this screen now, in the order of the table of keys."""
    found: dict[tuple[int, str], Offer] = {}
    for key, active in screen.active_bindings.items():
        made = _offer(active, key if reaches(screen.focused, key, active) else None)
        before = found.get((id(made.node), made.action))
        keys = (*before.keys, *made.keys) if before else made.keys
        best = made if before is None or made.importance < before.importance else before
        found[id(made.node), made.action] = _with_keys(best, keys)
    found_list = [offer for offer in found.values() if offer.label]
    return sorted([*found_list, *_without_key(screen, found_list)], key=_table_order)


def reaches(focused: Widget | None, key: str, active: ActiveBinding) -> bool:
    """Whether the key gets to its binding, rather than being typed into the focused field."""
    if focused is None or active.binding.priority or active.node is focused:
        return True
    return not focused.check_consume_key(key, key_character(key))


def _translated(active: ActiveBinding) -> ActiveBinding:
    made_from = command_of(active.binding)
    label = text(made_from.label) if made_from else description(active.binding.description)
    tip = text(made_from.help) if made_from else active.tooltip
    binding = replace(active.binding, description=label, tooltip=tip)
    return active._replace(binding=binding, tooltip=tip)


def _offer(active: ActiveBinding, key: str | None) -> Offer:
    made_from = command_of(active.binding)
    return Offer(
        action=active.binding.action,
        node=active.node,
        keys=(key,) if key else (),
        label=text(made_from.label) if made_from else active.binding.description,
        help=text(made_from.help) if made_from else "",
        enabled=active.enabled,
        command=made_from,
    )


def _with_keys(offer: Offer, keys: tuple[str, ...]) -> Offer:
    """Return the offer with its keys in the order of the table, the best one first."""
    ranked = offer.command.keys if offer.command else ()
    ordered = sorted(keys, key=lambda key: ranked.index(key) if key in ranked else len(ranked))
    return Offer(
        offer.action, offer.node, tuple(ordered), offer.label, offer.help, offer.enabled, offer.command
    )


def _without_key(screen: Screen[object], found: list[Offer]) -> list[Offer]:
    """Return the commands that have no key, where screen or app have their method."""
    bound = {offer.action for offer in found}
    extra = []
    for command in COMMANDS:
        node = _owner(screen, command.action)
        if not command.keys and command.action not in bound and node is not None:
            extra.append(
                Offer(command.action, node, (), text(command.label), text(command.help), True, command)
            )
    return extra


def _owner(screen: Screen[object], action: str) -> DOMNode | None:
    """Return who carries out an action string now, None when no one does."""
    name = action.removeprefix("app.")
    node: DOMNode = screen if name == action else screen.app
    if screen.is_modal or not callable(getattr(node, f"action_{name}", None)):
        return None
    return node if node.check_action(name, ()) else None


_PLACES = {command.id: place for place, command in enumerate(COMMANDS)}


def _table_order(offer: Offer) -> int:
    return _PLACES[offer.command.id] if offer.command else len(_PLACES)


_AREAS = (
    Area.DIALOG, Area.FORM, Area.CONFLICT, Area.RECORD, Area.LIST, Area.HISTORY, Area.SHARE, Area.GENERAL,
    Area.GO,
)  # fmt: skip


def by_area(offer: Offer) -> tuple[int, int]:
    """Sort what is nearest to the hand first: what can be done with this record before what always can."""
    if offer.command is None:
        return len(_AREAS), 0
    return _AREAS.index(offer.command.area), offer.importance

"""Waiting for a disk that may never answer: a network drive whose server is gone holds whoever asks it.

The system gives no way to stop such a call, so it is made in a thread of its own, and that is what is left
behind when somebody has waited long enough.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final, TypeVar

from store.errors import Interrupted

if TYPE_CHECKING:
    from collections.abc import Callable

_TICK: Final = 0.05
_GRACE: Final = 0.7  # seconds in which what was cancelled may end by itself, and clear up
_T = TypeVar("_T")


class _Answer:
    """What came of a call, once it has."""

    def __init__(self) -> None:
        self.found: list[object] = []
        self.fault: BaseException | None = None


def patiently(
    function: Callable[[], _T], cancel: threading.Event | None, seconds: float | None = None
) -> _T | None:
    """Call ``function``, and give what it gives; None if it has not answered within ``seconds``.

    Raises:
        Interrupted: ``cancel`` was set, and it did not end by itself.
    """
    answer = _Answer()

    def work() -> None:
        try:
            answer.found.append(function())
        except BaseException as error:  # noqa: BLE001  # raised again where it is waited for
            answer.fault = error

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    ends = None if seconds is None else time.monotonic() + seconds
    while thread.is_alive():
        thread.join(_TICK)
        if cancel is not None and cancel.is_set():
            thread.join(_GRACE)
            break
        if ends is not None and time.monotonic() > ends:
            return None
    if answer.fault is not None:
        raise answer.fault
    if not answer.found:
        raise Interrupted("cancelled")
    return answer.found[0]  # type: ignore[return-value]  # what the function gave

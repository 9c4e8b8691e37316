"""Work in the background: a call into the store, its progress, its cancel, and its result as a message.

The screen never waits for disk, git or network. Each piece of work runs in a daemon thread of its own
rather than in a pool, since a thread of a pool that hangs in a system call keeps the process alive after
the program was left. Here alone, and in `tui.crash`, any exception is caught: the boundary between
what the program did and what a person sees of it.
"""

from __future__ import annotations

import contextvars
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from textual.message import Message

from store.errors import Interrupted, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.message_pump import MessagePump

T = TypeVar("T")

VISIBLE_AFTER = 0.5
"""Seconds after which work that is still going on is shown; shorter work would only flicker."""
LEAVE_WITHIN = 2.0
"""Seconds that work which must not be cancelled may still take when the program is left."""


class Cancelled(Exception):  # noqa: N818  # not an error: somebody wished it
    """Raised by `Work.check` where a person has asked to stop."""


class Work:
    """What a function in the background holds: it reports progress here and asks whether to go on."""

    def __init__(self, says: str, *, cancellable: bool = True) -> None:
        self.says = says
        """What is going on, translated and clean."""
        self.detail = ""
        self.done = 0
        self.total = 0
        self.cancellable = cancellable
        self.cancel_event = threading.Event()
        """Handed on to store calls, which end their child processes when it is set."""
        self.started = time.monotonic()

    def progress(self, detail: str = "", *, done: int = 0, total: int = 0) -> None:
        """Say how far it is; only the latest is ever drawn, so it may be called as often as one likes."""
        self.detail, self.done, self.total = detail, done, total

    def check(self) -> None:
        """Raise Cancelled where a person has asked to stop."""
        if self.cancel_event.is_set():
            raise Cancelled

    def cancel(self) -> None:
        """Ask the work to stop; it does so at its next `check`, or when its child process has ended."""
        if self.cancellable:
            self.cancel_event.set()

    @property
    def cancelling(self) -> bool:
        """Whether it has been asked to stop."""
        return self.cancel_event.is_set()

    @property
    def visible(self) -> bool:
        """Whether it has lasted long enough to be shown."""
        return time.monotonic() - self.started >= VISIBLE_AFTER


@dataclass
class TaskFailed(Message):
    """Posted to who asked, unless they named a message of their own: the store could not do it."""

    error: StoreError
    says: str


@dataclass
class TaskBroke(Message):
    """Posted to who asked: the program itself has an error. It is logged, and the program goes on."""

    error: Exception
    says: str


@dataclass
class TaskStopped(Message):
    """Posted to who asked: it was cancelled, and nothing has changed."""

    says: str


@dataclass(eq=False)
class Task(Generic[T]):
    """One call in the background and where its end is told."""

    function: Callable[[Work], T]
    owner: MessagePump
    work: Work
    group: str
    done: Callable[[T], Message]
    failed: Callable[[StoreError], Message] | None
    ended: Callable[[Task[Any]], None]
    thread: threading.Thread = field(init=False)

    def start(self) -> None:
        """Run it in a thread that knows which app it belongs to."""
        context = contextvars.copy_context()
        self.thread = threading.Thread(
            target=context.run, args=(self._run,), name=f"task-{self.group}", daemon=True
        )
        self.thread.start()

    def _run(self) -> None:
        try:
            message = self._outcome()
        finally:
            self.ended(self)
        self.owner.post_message(message)

    def _outcome(self) -> Message:
        try:
            return self.done(self.function(self.work))
        except (Cancelled, Interrupted):
            return TaskStopped(self.work.says)
        except StoreError as error:
            return self.failed(error) if self.failed else TaskFailed(error, self.work.says)
        except Exception as error:  # noqa: BLE001  # the worker boundary: told, logged, survived
            return TaskBroke(error, self.work.says)


class TaskBoard:
    """All work that is going on, one piece for each group.

    `changed` is called, from any thread, whenever work starts or ends.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._lock = threading.Lock()
        self._running: list[Task[Any]] = []

    def start(
        self,
        function: Callable[[Work], T],
        *,
        owner: MessagePump,
        says: str,
        done: Callable[[T], Message],
        failed: Callable[[StoreError], Message] | None = None,
        group: str = "",
        cancellable: bool = True,
    ) -> Work:
        """Run `function` in the background and post `done(result)` to `owner`; see `Task` and the messages.

        Work under way in the same (named) group is cancelled, for its result is no longer wanted;
        what may not be cancelled goes on beside it.
        """
        if group:
            self.cancel(group)
        work = Work(says, cancellable=cancellable)
        task = Task(function, owner, work, group, done, failed, self._ended)
        with self._lock:
            self._running.append(task)
        self._changed()
        task.start()
        return work

    def cancel(self, group: str | None = None) -> bool:
        """Ask the work of a group, or all that may be cancelled, to stop; say whether there was any."""
        chosen = [task.work for task in self.running() if group is None or task.group == group]
        chosen = [work for work in chosen if work.cancellable and not work.cancelling]
        for work in chosen:
            work.cancel()
        return bool(chosen)

    def running(self) -> list[Task[Any]]:
        """Return what is going on, oldest first."""
        with self._lock:
            return list(self._running)

    def shown(self) -> Work | None:
        """Return the work to be shown: the newest that has lasted half a second."""
        visible = [task.work for task in self.running() if task.work.visible]
        return visible[-1] if visible else None

    def finish(self) -> None:
        """Stop everything before the program ends; a save is given its time, a network call is not."""
        self.cancel()
        deadline = time.monotonic() + LEAVE_WITHIN
        for task in self.running():
            if not task.work.cancellable:
                task.thread.join(max(0.0, deadline - time.monotonic()))

    def _ended(self, task: Task[Any]) -> None:
        with self._lock:
            self._running.remove(task)
        self._changed()

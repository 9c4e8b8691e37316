"""The entry of `knoten`: alone it opens the application, with a verb it runs that verb.

Cheap to import, for scripts call it all day: a verb's module is loaded when that verb is asked for, and
whatever the verb needs when it runs. What goes wrong ends as one plain sentence and an exit code, never as
a traceback (`--debug` shows it).
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from store.errors import StoreError, UsageFault
from tui.arguments import Option, first_word, read
from tui.output import Output
from tui.words import LANGUAGES, N_, pick_language, set_language, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tui.arguments import Arguments
    from tui.verbs import Verb

DONE, FINDINGS, WRONG_USAGE, PARTNER, UNUSABLE, INTERRUPTED = 0, 1, 2, 3, 4, 130

HELP = Option(("-h", "--help"), N_("show this help"))
LANGUAGE = Option(("--lang",), N_("the language: de or en"), N_("LANGUAGE"))
COMMON = (
    Option(("-C", "--register"), N_("the register's folder"), N_("FOLDER")),
    Option(("--read-only",), N_("open the register without writing anything")),
    Option(("--json",), N_("print one JSON document")),
    LANGUAGE,
    Option(("--debug",), N_("show where in the program an error comes from")),
    HELP,
)
ALONE = (*COMMON, Option(("--version",), N_("show the version")))


def main(argv: Sequence[str] | None = None) -> int:
    """Run `knoten` with the arguments of the process; return the exit code."""
    given = list(sys.argv[1:] if argv is None else argv)
    _set_up_streams()
    _speak(_asked_language(given), os.environ)
    # Looked at before anything is read, so that also a wrong option is answered as JSON.
    before = given[: given.index("--")] if "--" in given else given
    output = Output(os.environ, json="--json" in before)
    try:
        return _guarded(given, output, debug="--debug" in before)
    except BrokenPipeError:
        # Whoever reads our output has seen enough (`knoten list actors | head`).
        _forget_stdout()
        return DONE


def _guarded(given: list[str], output: Output, *, debug: bool) -> int:
    """Run, and turn whatever is raised into a sentence and an exit code."""
    try:
        code = _run(given, output)
        output.clear_progress()
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except StoreError as error:
        if debug:
            raise
        return _failed(error, output)
    except KeyboardInterrupt:
        output.clear_progress()
        if debug:
            raise
        return INTERRUPTED
    except Exception as error:
        if debug:
            raise
        return _broken(error, output)
    return code


def _run(given: list[str], output: Output) -> int:
    name, rest = first_word(given, ALONE)
    if not name:
        return _alone(read(rest, ALONE, ()), output)
    verb, full_name, rest = _find_verb(name, rest)
    if verb is None or _wants_help(rest):
        from tui.help_pages import family_help, verb_help

        output.out.write(family_help(full_name) if verb is None else verb_help(full_name, verb, COMMON))
        return DONE
    arguments = read(rest, (*verb.options, *COMMON), verb.words)
    _check_language(arguments)
    from tui.call import Call

    call = Call(arguments, output, os.environ)
    try:
        return verb.run(call)
    finally:
        call.close()


def _check_language(arguments: Arguments) -> None:
    asked = arguments.one("lang")
    if asked is not None and asked not in LANGUAGES:
        raise UsageFault("usage_unknown_language", value=asked)


def _alone(arguments: Arguments, output: Output) -> int:
    _check_language(arguments)
    if arguments.has("version"):
        from tui import __version__

        output.line(f"knoten {__version__}")
        output.document({"version": __version__})
        return DONE
    if arguments.has("help"):
        from tui.help_pages import main_help

        output.out.write(main_help(ALONE))
        return DONE
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageFault("usage_no_terminal")
    from tui.opening import open_app

    return open_app(arguments)


def _find_verb(name: str, rest: list[str]) -> tuple[Verb | None, str, list[str]]:
    """The verb by its name, and by its second word in a family; None for a family's help alone."""
    from importlib import import_module

    from tui.verbs import VERBS

    if name not in VERBS:
        from tui.nearness import nearest

        raise UsageFault("usage_unknown_verb", verb=name, near=", ".join(nearest(name, list(VERBS), 2)))
    module = import_module(f"tui.verbs.{VERBS[name][0]}")
    verb: Verb | Mapping[str, Verb] = module.VERB
    if isinstance(verb, tuple):
        return verb, name, rest
    second, rest = first_word(rest, COMMON)
    if second in verb:
        return verb[second], f"{name} {second}", rest
    if not second and _wants_help(rest):
        return None, name, rest
    known = ", ".join(verb)
    raise UsageFault("usage_family", verb=name, known=known, word=second)


def _wants_help(given: Sequence[str]) -> bool:
    before = given[: given.index("--")] if "--" in given else given
    return "--help" in before or "-h" in before


def _asked_language(given: Sequence[str]) -> str | None:
    """What `--lang` says, wherever it stands: also an error in the arguments is said in that language."""
    for place, item in enumerate(given):
        if item == "--":
            return None
        if item.startswith("--lang="):
            return item.partition("=")[2]
        if item == "--lang":
            return given[place + 1] if place + 1 < len(given) else None
    return None


def _speak(asked: str | None, environ: Mapping[str, str]) -> None:
    try:
        set_language(pick_language(asked, environ))
    except ValueError:
        set_language(pick_language(None, environ))


def _set_up_streams() -> None:
    """UTF-8 in and out, whatever the locale; a lone surrogate from a file name must not stop a verb."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _failed(error: StoreError, output: Output) -> int:
    from tui.failures import report

    code = report(error, output)
    sys.stdout.flush()
    return code


def _broken(error: Exception, output: Output) -> int:
    """Our own fault: where it happened goes into the log, without any data; the terminal gets a sentence."""
    from tui.crash import log_crash

    log = log_crash(error)
    said = text("Knotenpunkt had to stop: there is an error in the program.")
    if log is not None:
        said += " " + text(
            "Where it happened stands in {path}; it holds nothing of your data.", path=str(log)
        )
    output.tell(said)
    output.document({"error": {"code": "program_error", "message": said, "params": {}}})
    return UNUSABLE


def _forget_stdout() -> None:
    """Point stdout nowhere, so that the interpreter does not complain about it on its way out."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


if __name__ == "__main__":
    sys.exit(main())

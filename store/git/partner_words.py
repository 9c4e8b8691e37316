"""What git and ssh say when a partner cannot be reached, as codes.

There is no other source than their English sentences (``LC_ALL`` is set to C.UTF-8 for that). The order
matters: the more telling sentence comes first. Collected from git 2.39 to 2.47, OpenSSH 9, curl 7 and 8.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from store.errors import PartnerFault, StoreError, WriteFailed
from store.git import environment

if TYPE_CHECKING:
    from store.git.address import Address

_REASON_LIMIT: Final = 300
_PROGRESS: Final = re.compile(
    r"(Enumerating|Counting|Compressing|Receiving|Resolving|Writing|Unpacking|Checking|Total) "
)

_SAID: Final = (
    ("partner_too_large", r"attempting to allocate"),
    ("partner_host_key_changed", r"REMOTE HOST IDENTIFICATION HAS CHANGED|REVOKED HOST KEY"),
    ("partner_host_key_unknown", r"host key is known for|Host key verification failed"),
    (
        "partner_auth",
        (
            r"Permission denied \(|Too many authentication failures|could not read (Username|Password)"
            r"|terminal prompts disabled|Authentication failed|Authorization failed|returned error: 40[13]"
            r"|no mutual signature|Unable to negotiate"
        ),
    ),
    (
        "partner_certificate",
        r"SSL certificate problem|certificate verif|SSL: no alternative|certificate subject",
    ),
    ("partner_not_yours", r"dubious ownership"),
    (
        "partner_not_found",
        (
            r"does not appear to be a git repository|not a git repository|repository '.*' not found"
            r"|returned error: 404|[Rr]epository not found|no such repository|access denied or repository"
        ),
    ),
    (
        "partner_unreachable",
        (
            r"Could not resolve host|Connection refused|Connection timed out|Operation timed out"
            r"|Network is unreachable|No route to host|Connection closed by|Connection reset"
            r"|Failed to connect|TLS connection was non-properly|SSL_ERROR_SYSCALL|unexpected eof|Empty reply"
            r"|kex_exchange_identification|Couldn't connect|Connection to .* timed out|port 22: "
            r"|Operation too slow|Name or service not known"
        ),
    ),
    (
        "partner_corrupt",
        (
            r"fsck error|index-pack failed|unpack-objects failed|did not send all necessary|protocol error"
            r"|bad line length|bad pack|bad object|bad band|possible repository corruption|inflate|is corrupt"
            r"|missing (blob|tree|commit)|unable to read [0-9a-f]{40}|loose object|packfile|pack signature"
            r"|nonexistent object|Server does not allow request|expected (shallow|packfile|flush|acknowledg)"
            r"|invalid packet"
        ),
    ),
    (
        "partner_refused",
        r"returned error: 30\d|update url base from redirection|hook declined|protected branch|not allowed",
    ),
    (
        "partner_unreachable",
        r"hung up unexpectedly|early EOF|unexpected disconnect|RPC failed|Could not read from remote",
    ),
)
_SAID_OF_PUSH: Final = (
    ("partner_disk_full", r"No space left on device|Disk quota exceeded|quota"),
    (
        "partner_read_only",
        (
            r"insufficient permission|Read-only file system|unable to create temporary"
            r"|Permission denied(?! \()"
            r"|unable to write|denied to|read[- ]only"
        ),
    ),
)
_MOVED: Final = re.compile(
    r"non-fast-forward|fetch first|stale info|but expected|failed to update ref|incorrect old value"
)


def fetch_fault(said: str, address: Address) -> StoreError:
    """The fault that a failed fetch means, from what was said on stderr."""
    if re.search(r"(?m)^(?!remote: ).*(No space left on device|Disk quota exceeded)", said):
        return WriteFailed("disk_full", path="objects")
    return _fault(said, address, _SAID)


def push_fault(rejections: list[str], said: str, address: Address) -> StoreError:
    """The fault that a failed push means.

    Args:
        rejections: what ``--porcelain`` gave as reason for each ref.
        said: stderr.
        address: the partner's.
    """
    reasons = "\n".join(rejections)
    if _MOVED.search(reasons) and not re.search("|".join(words for _, words in _SAID_OF_PUSH), said):
        return PartnerFault("partner_moved", address=address.text)
    if rejections:
        fault = _fault(reasons + "\n" + said, address, _SAID_OF_PUSH)
        if fault.code != "partner_failed":
            return fault
        return PartnerFault(
            "partner_refused", address=address.text, reason=_reason(said) or reasons[:_REASON_LIMIT]
        )
    return _fault(said, address, _SAID[:4] + _SAID_OF_PUSH + _SAID[4:])


def _fault(said: str, address: Address, table: tuple[tuple[str, str], ...]) -> StoreError:
    for code, words in table:
        if re.search(words, said):
            if code in {"partner_corrupt", "partner_refused"}:
                return PartnerFault(code, address=address.text, reason=_reason(said))
            if code == "partner_too_large":
                return PartnerFault(code, address=address.text, limit=environment.MOST_AT_ONCE)
            if code.startswith("partner_host_key"):
                return PartnerFault(code, address=address.text, host=address.host)
            return PartnerFault(code, address=address.text)
    return PartnerFault("partner_failed", address=address.text, reason=_reason(said))


def _reason(said: str) -> str:
    """The most telling line: the last thing the partner's side said itself, else git's first complaint."""
    lines = [line.strip() for line in said.split("\n")]
    remote = [line.removeprefix("remote: ").strip() for line in lines if line.startswith("remote: ")]
    remote = [line for line in remote if line and not _PROGRESS.match(line)]
    own = [line for line in lines if line.startswith(("fatal: ", "error: "))]
    chosen = remote[-1:] or own[:1] or [line for line in lines if line][-1:] or [""]
    return chosen[0][:_REASON_LIMIT]

"""Git, hardened: the only way this program reaches a repository.

Plumbing commands alone, with an environment and settings of our own, so that nothing in a register's
settings, attributes or hooks starts a program (safety.md, "Git, hardened"). ``command`` is the only importer
of GitPython; ``config_check``, ``objects``, ``refs`` and ``address`` work without any git process.
"""

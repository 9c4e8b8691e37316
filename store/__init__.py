"""Where records live: files, git, saving, sharing, history, search and checks.

No screen and no prose: what goes wrong is a code with parameters, put into words by `tui`.
"""

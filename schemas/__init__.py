"""What a record is: models, ids, field kinds, vocabulary and problems.

No input or output, no git, and no prose but the labels that forms, command line and
history share. Everything here can be used and tested without a register on disk.
"""

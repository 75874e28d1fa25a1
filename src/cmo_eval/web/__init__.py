"""The page: an evaluation read and coded in a browser on the researcher's own computer; asks `api`, edits by `edits`.

The files stay the truth: what is shown is read from them, and whatever is saved is a plan of `edits`, as of a command.
"""

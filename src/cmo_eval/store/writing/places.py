"""Where the program keeps what is its own; imports nothing, since every command needs it."""

FOLDER = ".cmo-eval"
"""In the evaluation folder: what is the program's own; no change touches it."""

UNDER_WAY = "change"
"""In the program's own folder: the change that is under way. Where it is not there, nothing is."""

UNDO, REDO = "undo", "redo"
"""In the program's own folder: changes that can be undone, and those that were undone, a numbered folder each."""

PLAN, JOURNAL, BACK = "plan", "journal", "back"
"""In the folder of a change: its steps, while they are prepared, while they are done, and while they are undone."""

GITIGNORE = """\
# What cmo-eval keeps here can be made again; the schemas may be shared, for editors.
*
!.gitignore
!schemas/
!schemas/*.schema.json
"""
"""What keeps the program's own folder out of git, but for the schemas."""

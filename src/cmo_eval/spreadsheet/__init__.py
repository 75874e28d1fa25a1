"""Tables for Excel and CSV: what a spreadsheet makes of text, names and numbers; knows nothing of evaluations."""

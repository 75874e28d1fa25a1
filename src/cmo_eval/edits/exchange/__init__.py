"""Projects of other programs in and out: what comes in as one change of the evaluation, what goes out as one file."""

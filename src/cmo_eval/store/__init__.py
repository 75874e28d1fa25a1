"""From a folder to an evaluation in memory, and back to its files, whole or not at all."""

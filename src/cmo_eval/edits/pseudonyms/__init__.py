"""Names that are replaced by pseudonyms, in one change of all files."""

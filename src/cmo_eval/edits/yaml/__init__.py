"""Changes within the text of a YAML file, which leave all else byte for byte as it was."""

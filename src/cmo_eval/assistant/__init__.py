"""The door of an assistant: what it may see of an evaluation and what it may hand in, as tools of a protocol."""

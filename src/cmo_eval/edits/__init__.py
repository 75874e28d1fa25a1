"""What a person adds to the files, planned as a change; writes nothing itself."""

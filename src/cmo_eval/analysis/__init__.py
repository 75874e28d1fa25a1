"""Questions asked of an evaluation; changes nothing, prints nothing."""

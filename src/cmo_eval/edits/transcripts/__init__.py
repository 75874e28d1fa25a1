"""Transcripts that come in or are corrected, the sources that they make, and where quotes stand in them."""

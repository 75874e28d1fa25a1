"""Words found again in quotes, memos and transcripts."""

"""Transcripts: files of many kinds become one plain text, and quotes are found in it; knows no evaluation."""

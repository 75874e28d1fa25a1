"""Findings and results to text; each module one format, none of them prints."""

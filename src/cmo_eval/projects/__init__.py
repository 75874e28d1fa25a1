"""Projects of other programs for coding interviews: what their files hold, read and written; knows no evaluation."""

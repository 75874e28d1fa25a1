"""Names in words, and what stands for them: found by one table, and suggested; knows no file of an evaluation."""

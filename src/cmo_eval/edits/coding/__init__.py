"""What is coded: fragments added, changed, taken away, brought in, proposed, and coded by a second person."""

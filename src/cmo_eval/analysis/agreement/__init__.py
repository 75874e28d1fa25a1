"""Agreement between coders: what they coded side by side, coefficients with intervals, and where they differ."""

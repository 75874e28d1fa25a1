"""Agreement between coders: coefficients on plain numbers, and the units they are computed on."""

"""Comparing cases by sets (QCA): calibration, truth tables, minimisation, all models; knows nothing of evaluations."""

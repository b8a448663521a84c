"""Measurements: ratios within one run, in CPU time, on this machine."""

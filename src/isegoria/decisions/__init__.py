"""Ballots, thresholds and draws: exact fractions, defined results for ties and for nobody."""

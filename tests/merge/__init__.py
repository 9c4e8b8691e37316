"""Tests of the merge: by hand, by the thousand, and in whole networks under a causal oracle."""

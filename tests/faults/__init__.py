"""Real faults: kills, full and failing disks, several writers at once, damaged files and repositories."""

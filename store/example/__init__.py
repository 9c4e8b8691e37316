"""The example network that ``knoten demo`` builds: its texts as data, its history as a script."""

"""How fast Mingle is: measured beside the named peers, in one run, on one machine. `python -m bench --help`."""

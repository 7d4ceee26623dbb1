"""One folder a feature, all alike; see CONTRIBUTING.md for the files of one."""

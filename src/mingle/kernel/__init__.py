"""What every feature stands on: database, jobs, bus, cache, files, errors, HTTP. It knows no feature."""

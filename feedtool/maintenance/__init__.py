"""Commands that work on a site between builds: check, ledger and adopt."""

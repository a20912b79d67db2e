"""What lasts between runs: the state file and the secrets."""

"""What every warehouse must do. The suites ask for a fixture ``bench``, which each warehouse gives."""

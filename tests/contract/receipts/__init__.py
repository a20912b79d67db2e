"""What every fiscal device has to do for Mostik, judged by the simulated devices’ fiscal memories."""

"""An audit while its reviewer writes it."""

"""Requests for quality assurance guidance and support: queued, answered and counted (MER-24). See README.md."""

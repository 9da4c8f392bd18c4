"""Calibration: how far reviewers and moderators agree, and in which direction they differ (NEW-03)."""

"""The pages of subject access requests."""

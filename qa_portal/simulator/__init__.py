"""A version of a framework tried on the work that is open: whose dates would move, who would be told (NEW-06)."""

"""One narrative for brothers and sisters, decisions for each child (NEW-10)."""

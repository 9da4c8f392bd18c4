"""How long records are kept, legal holds, and the destruction of what is no longer to be kept. See README.md."""

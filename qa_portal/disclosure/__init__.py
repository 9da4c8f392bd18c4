"""Subject access: what is held on somebody, gathered, reviewed item by item, and released. See README.md."""

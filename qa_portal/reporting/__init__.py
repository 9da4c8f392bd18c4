"""Reports on the whole: drafted from the data, written, published with figures that never change. See README.md."""

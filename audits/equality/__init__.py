"""Selection and findings by equality characteristics, small numbers hidden (KNO-24)."""

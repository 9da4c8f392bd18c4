"""Thematic reviews, from the theme to the boards (KNO-07, KNO-08, KNO-10, KNO-19, KNO-23)."""

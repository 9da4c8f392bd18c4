"""The library of good practice, which identifies no child."""

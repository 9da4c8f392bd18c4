"""Standards checklists of conferences and reviews, and what they come to together (KNO-16). See README.md."""

"""Improvement plans: what a service does because of a report, on no child's record (MER-07, KNO-10). See README.md."""

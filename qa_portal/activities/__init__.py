"""Quality assurance besides audits: one calendar, what was found, and what that changes (MER-19, KNO-22). See
README.md."""

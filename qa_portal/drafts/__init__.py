"""What was typed is never lost: drafts while one types, and the merging of two people's work (MOS-21)."""

"""What people (and time) do with QAPs and disputes: one function a verb, keyword-only ``by``."""

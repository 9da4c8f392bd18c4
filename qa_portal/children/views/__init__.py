"""The pages of a record. Each opens the record first (``access.open_page``), so that every look is logged."""

"""Cycles: their pool, who audits and who may not, the draw as it is kept, their list and their spreadsheet."""

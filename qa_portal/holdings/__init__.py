"""Everything that the portal holds on a record, whichever app holds it. See README.md."""

"""The outcomes of one person's audits, for supervision and appraisal: theirs and their manager's alone (WAL-23)."""

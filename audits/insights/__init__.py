"""What the Insights dashboard shows of audits: counted regularly, drawn as charts."""

"""The papers about an audit, gathered part by part: the report and its side by side, the letter to a family."""

"""What follows an audit until its loop is closed, and when it is repeated."""

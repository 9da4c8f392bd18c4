"""When a session ends: after some idle time, after a working day, or when the person is disabled."""

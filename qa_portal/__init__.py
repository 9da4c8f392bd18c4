"""The ground: the Django project, and every concept that the processes share."""

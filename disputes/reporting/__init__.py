"""What disputes say in the reports of a service: the report on disputes, and the reviewing officers’ annual ones."""

from .registering import register_reporting

__all__ = ["register_reporting"]

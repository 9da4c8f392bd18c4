"""What audits say in the reports of a service: each module a part, put into its reports by ``register_reporting``."""

from .registering import register_reporting

__all__ = ["register_reporting"]

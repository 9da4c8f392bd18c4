"""Who may read the frameworks, and who keeps them."""

from qa_portal.people.roles import Role
from qa_portal.people.rules import holds, is_administrator

#: Writes, publishes and exports frameworks.
may_keep_frameworks = is_administrator

#: Reads them: whoever keeps them, and who answers for quality assurance.
may_read_frameworks = is_administrator | holds(
    Role.INSIGHTS_MANAGER, Role.INSIGHTS_SERVICE_MANAGER, Role.INSIGHTS_HEAD
)

#: Edits the audit tools of a framework, and publishes what differs in them alone.
may_edit_tools = may_read_frameworks

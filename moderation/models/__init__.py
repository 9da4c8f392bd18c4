from .agenda import AgendaDraw, AgendaLine
from .grade import MemberGrade
from .moderation import Moderation
from .pack import Pack
from .panel import Invitation, Panel, PanelMember

__all__ = [
    "AgendaDraw",
    "AgendaLine",
    "Invitation",
    "MemberGrade",
    "Moderation",
    "Pack",
    "Panel",
    "PanelMember",
]

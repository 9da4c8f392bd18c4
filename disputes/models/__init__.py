from .commendation import Commendation
from .dispute import Dispute
from .information import SignificantInformation
from .qap import Qap, QapIssue
from .recommended_action import RecommendedAction
from .referral import CafcassReferral
from .stage import DisputeStage

__all__ = [
    "CafcassReferral",
    "Commendation",
    "Dispute",
    "DisputeStage",
    "Qap",
    "QapIssue",
    "RecommendedAction",
    "SignificantInformation",
]

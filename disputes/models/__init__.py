from .commendation import Commendation
from .dispute import Dispute
from .qap import Qap, QapIssue, SignificantInformation
from .referral import CafcassReferral
from .stage import DisputeStage, RecommendedAction

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

from .answer import Answer, GradeGiven
from .assurance import Assurance, LevelDispute
from .audit import Audit
from .challenge import Challenge, ChallengeRung
from .check import AuditCheck, CheckComment
from .cycle import Cycle, CycleReviewer, Draw, DrawLine
from .evidence import Evidence
from .family import FamilyVoice
from .good_practice import GoodPractice
from .loop import EarlierPractice, LoopEvidence
from .outside import OutsideIssue
from .planning import CarePlanningAudit
from .reflection import Reflection
from .safety import SafetyAlert, SafetyRung
from .thematic import BoardDecision, ThematicCase, ThematicReview

__all__ = [
    "Answer",
    "Assurance",
    "Audit",
    "AuditCheck",
    "BoardDecision",
    "CarePlanningAudit",
    "Challenge",
    "ChallengeRung",
    "CheckComment",
    "Cycle",
    "CycleReviewer",
    "Draw",
    "DrawLine",
    "EarlierPractice",
    "Evidence",
    "FamilyVoice",
    "GoodPractice",
    "GradeGiven",
    "LevelDispute",
    "LoopEvidence",
    "OutsideIssue",
    "Reflection",
    "SafetyAlert",
    "SafetyRung",
    "ThematicCase",
    "ThematicReview",
]

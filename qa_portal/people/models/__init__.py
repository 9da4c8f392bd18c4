from .post import Appointment, Cover, DirectoryVersion, Post
from .team import Team
from .user import User

__all__ = ["Appointment", "Cover", "DirectoryVersion", "Post", "Team", "User"]

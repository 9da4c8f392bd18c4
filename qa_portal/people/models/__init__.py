from .directory_row import DirectoryVersion
from .post import Appointment, Cover, Post
from .team import Team
from .user import User

__all__ = ["Appointment", "Cover", "DirectoryVersion", "Post", "Team", "User"]

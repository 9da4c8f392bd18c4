"""The verbs of people, teams, posts and cover. Administrators keep them; cover is their managers' too."""

from .cover import end_cover, record_cover
from .persons import (
    LeftBehind,
    add_person,
    change_mail_preference,
    change_person,
    deactivate_person,
    install_administrator,
    reactivate_person,
)
from .posts import appoint, create_post, end_appointment, remove_post
from .teams import change_team, close_team, create_team, reopen_team

__all__ = [
    "LeftBehind",
    "add_person",
    "appoint",
    "change_mail_preference",
    "change_person",
    "change_team",
    "close_team",
    "create_post",
    "create_team",
    "deactivate_person",
    "end_appointment",
    "end_cover",
    "install_administrator",
    "reactivate_person",
    "record_cover",
    "remove_post",
    "reopen_team",
]

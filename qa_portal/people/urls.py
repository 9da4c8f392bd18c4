"""The pages of people, teams, posts and cover; transfers and imports are kept beside them."""

from django.urls import include, path

from .views import cover, persons, posts, profile, teams

urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("profile/mail/", profile.ChangeMail.as_view(), name="profile_mail"),
    path("cover/", cover.covers, name="covers"),
    path("cover/new/", cover.RecordCover.as_view(), name="cover_new"),
    path("cover/<int:pk>/end/", cover.end_cover, name="cover_end"),
    path("manage/", profile.manage, name="manage"),
    path("manage/people/", persons.people, name="people"),
    path("manage/people/new/", persons.AddPerson.as_view(), name="person_new"),
    path("manage/people/<int:pk>/", persons.person, name="person"),
    path("manage/people/<int:pk>/changes/", persons.person_changes, name="person_changes"),
    path("manage/people/<int:pk>/change/", persons.ChangePerson.as_view(), name="person_change"),
    path("manage/people/<int:pk>/appoint/", persons.AppointPerson.as_view(), name="person_appoint"),
    path("manage/people/<int:pk>/leave/", persons.deactivate, name="person_leave"),
    path("manage/people/<int:pk>/return/", persons.reactivate, name="person_return"),
    path("manage/people/<int:pk>/password/", persons.send_password_link, name="person_password"),
    path("manage/appointments/<int:pk>/end/", persons.end_appointment, name="appointment_end"),
    path("manage/teams/", teams.teams, name="teams"),
    path("manage/teams/new/", teams.AddTeam.as_view(), name="team_new"),
    path("manage/teams/<int:pk>/", teams.team, name="team"),
    path("manage/teams/<int:pk>/changes/", teams.team_changes, name="team_changes"),
    path("manage/teams/<int:pk>/change/", teams.ChangeTeam.as_view(), name="team_change"),
    path("manage/teams/<int:pk>/close/", teams.close_team, name="team_close"),
    path("manage/teams/<int:pk>/reopen/", teams.reopen_team, name="team_reopen"),
    path("manage/teams/<int:pk>/post/", posts.AddPost.as_view(), name="post_new"),
    path("manage/posts/<int:pk>/appoint/", posts.FillPost.as_view(), name="post_fill"),
    path("manage/posts/<int:pk>/remove/", posts.remove_post, name="post_remove"),
    path("", include("qa_portal.transfers.urls")),
    path("", include("qa_portal.imports.urls")),
]

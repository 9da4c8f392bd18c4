"""The pages of thematic reviews. No address holds a name."""

from django.urls import path

from . import steps, views

THEMATIC = [
    path("calendar/<int:pk>/thematic/", steps.Prepare.as_view(), name="thematic_prepare"),
    path("thematic/<int:pk>/", views.ReviewPage.as_view(), name="thematic_review"),
    path("thematic/<int:pk>/edit/", steps.Change.as_view(), name="thematic_edit"),
    path("thematic/<int:pk>/cases/", steps.Cases.as_view(), name="thematic_cases"),
    path("thematic/<int:pk>/begin/", steps.Begin.as_view(), name="thematic_begin"),
    path("thematic/<int:pk>/feedback/", steps.Feedback.as_view(), name="thematic_feedback"),
    path("thematic/<int:pk>/endorse/", steps.Endorse.as_view(), name="thematic_endorse"),
    path("thematic/<int:pk>/board/", steps.Board.as_view(), name="thematic_board"),
    path("thematic/<int:pk>/close/", steps.Close.as_view(), name="thematic_close"),
    path("thematic/cases/<int:pk>/", views.CasePage.as_view(), name="thematic_case"),
    path("thematic/cases/<int:pk>/celebrate/", steps.Celebrate.as_view(), name="thematic_celebrate"),
]

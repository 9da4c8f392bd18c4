"""The pages of subject access requests. No address holds a name."""

from django.urls import path

from .views import deciding, reading

urlpatterns = [
    path("access-requests/", reading.Requests.as_view(), name="access_requests"),
    path("record/<int:pk>/access-request/", deciding.RecordRequest.as_view(), name="access_request_new"),
    path("access-requests/<int:pk>/", reading.RequestPage.as_view(), name="access_request"),
    path("access-requests/<int:pk>/extend/", deciding.Extend.as_view(), name="access_extend"),
    path("access-requests/<int:pk>/give-the-rest/", deciding.GiveTheRest.as_view(), name="access_give_rest"),
    path("access-requests/<int:pk>/release/", deciding.Release.as_view(), name="access_release"),
    path("access-requests/<int:pk>/end/", deciding.End.as_view(), name="access_end"),
    path("access-requests/<int:pk>/archive/", reading.Archive.as_view(), name="access_archive"),
    path("access-requests/item/<int:pk>/", deciding.Decide.as_view(), name="access_item"),
]

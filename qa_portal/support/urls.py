"""The pages of requests for support. No address holds a name."""

from django.urls import path

from . import views

urlpatterns = [
    path("support/", views.Queue.as_view(), name="support"),
    path("support/ask/", views.Ask.as_view(), name="support_ask"),
    path("support/<int:pk>/", views.RequestPage.as_view(), name="support_request"),
    path("support/<int:pk>/take/", views.Take.as_view(), name="support_take"),
    path("support/<int:pk>/put-back/", views.PutBack.as_view(), name="support_put_back"),
    path("support/<int:pk>/answer/", views.Answer.as_view(), name="support_answer"),
    path("support/<int:pk>/withdraw/", views.Withdraw.as_view(), name="support_withdraw"),
]

"""*My work* is the portal's front page; the workload of teams beside it."""

from django.urls import path

from . import insights_pages, views, workload_pages

urlpatterns = [
    path("", views.my_work, name="home"),
    path("work/<slug:section>/", views.my_work_section, name="my_work_section"),
    path("insights/", insights_pages.insights, name="insights"),
    path("workload/", workload_pages.workload, name="workload"),
    path("workload/list/", workload_pages.workload_list, name="workload_list"),
]

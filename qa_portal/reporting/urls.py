"""The pages of reports. No address holds a name."""

from django.urls import path

from .views import listing, page, steps

urlpatterns = [
    path("reports/", listing.Reports.as_view(), name="reports"),
    path("reports/new/", listing.ChooseService.as_view(), name="report_service"),
    path("reports/new/<int:pk>/", listing.DraftReport.as_view(), name="report_draft"),
    path("report/<int:pk>/", page.ReportPage.as_view(), name="report"),
    path("report/<int:pk>/write/", steps.WriteTexts.as_view(), name="report_write"),
    path("report/<int:pk>/versions/", page.TextVersions.as_view(), name="report_versions"),
    path("report/<int:pk>/gather/", steps.Refresh.as_view(), name="report_refresh"),
    path("report/<int:pk>/publish/", steps.Publish.as_view(), name="report_publish"),
    path("report/<int:pk>/withdraw/", steps.Withdraw.as_view(), name="report_withdraw"),
    path("report/<int:pk>/discard/", steps.Discard.as_view(), name="report_discard"),
    path("report/<int:pk>/again/", steps.Again.as_view(), name="report_again"),
    path("report/<int:pk>/pack/", page.OpenPack.as_view(), name="report_pack"),
    path("report/<int:pk>/compare/", steps.Compare.as_view(), name="report_compare"),
    path("report/given/<int:pk>/", steps.Given.as_view(), name="report_given"),
    path("report/file/<int:pk>/", page.OpenFile.as_view(), name="report_file"),
    path("report/file/<int:pk>/again/", page.RetryFile.as_view(), name="report_file_again"),
]

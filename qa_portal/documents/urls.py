"""The pages of documents. No address holds a name."""

from django.urls import path

from .views import AttachDocument, Documents, OpenDocument

urlpatterns = [
    path("record/<int:pk>/documents/", Documents.as_view(), name="documents"),
    path("record/<int:pk>/documents/attach/", AttachDocument.as_view(), name="document_attach"),
    path("document/<int:pk>/", OpenDocument.as_view(), name="document"),
]

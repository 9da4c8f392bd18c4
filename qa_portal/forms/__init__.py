"""The portal's forms: see README.md here for how a page is written with them."""

from qa_portal.forms.base import PortalForm, PortalModelForm, Section
from qa_portal.forms.fields import (
    ChoiceField,
    DateField,
    DateTimeField,
    LongTextField,
    MultipleChoiceField,
    NumberField,
    PickField,
    SelectField,
    TextField,
    TickField,
    TimeField,
    UploadField,
    YesNoField,
)
from qa_portal.forms.tables import RowTable

__all__ = [
    "ChoiceField",
    "DateField",
    "DateTimeField",
    "LongTextField",
    "MultipleChoiceField",
    "NumberField",
    "PickField",
    "PortalForm",
    "PortalModelForm",
    "RowTable",
    "Section",
    "SelectField",
    "TextField",
    "TickField",
    "TimeField",
    "UploadField",
    "YesNoField",
]

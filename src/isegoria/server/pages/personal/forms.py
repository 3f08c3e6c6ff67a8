"""The form of the privacy notice."""

from django import forms
from django.utils.translation import gettext_lazy as _

from isegoria.server.pages.web.forms import ActForm

__all__ = ["NoticeForm"]


class NoticeForm(ActForm):
    """What people have to know about their data, and whom they can ask."""

    text = forms.CharField(
        label=_("Privacy notice"),
        widget=forms.Textarea(attrs={"rows": 14}),
        required=False,
        help_text=_(
            "Who is responsible, why you keep data and on which legal basis, what the log of the"
            " server has, how long backups are kept, who helps you run the forum, and where people"
            " can complain. What the forum itself keeps is listed below the notice."
        ),
    )
    contact = forms.CharField(
        label=_("Contact for questions about personal data"),
        max_length=200,
        required=False,
        help_text=_("An address of the secretariat, not of one person, is safest. It is public."),
    )
    field_order = ("text", "contact", "capacity")

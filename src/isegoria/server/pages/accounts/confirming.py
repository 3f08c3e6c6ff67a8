"""The page on which the code of a sign-up is typed."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import consume_email_verification_rate_limit
from allauth.account.views import ConfirmEmailVerificationCodeView
from django.http import HttpResponse
from django.views.decorators.cache import never_cache

__all__ = ["confirm_address"]


class _Confirm(ConfirmEmailVerificationCodeView):  # type: ignore[misc]  # allauth has no types
    """Mails each time that it is asked to, also where the address has an account: a page that comes
    back without the work of a mail would tell so.
    """

    def _resend_form_valid(self, form: object) -> HttpResponse:
        process = self._process
        if process.user is None and consume_email_verification_rate_limit(
            self.request, process.email, dry_run=True
        ):
            get_adapter().send_account_already_exists_mail(process.email)
        answer: HttpResponse = super()._resend_form_valid(form)
        return answer


confirm_address = never_cache(_Confirm.as_view())

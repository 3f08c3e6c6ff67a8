"""Every address of the forum."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.urls import URLPattern, include, path
from django.views.generic import RedirectView

from isegoria.server.operating import views as operating
from isegoria.server.pages.accounts import views as accounts
from isegoria.server.pages.accounts.confirming import confirm_address
from isegoria.server.pages.archives import views as archives
from isegoria.server.pages.conduct import exports as conduct_exports
from isegoria.server.pages.conduct import reports as conduct_reports
from isegoria.server.pages.conduct import views as conduct
from isegoria.server.pages.conduct.flooding import limits
from isegoria.server.pages.conflicts import acting as case_acting
from isegoria.server.pages.conflicts import views as conflicts
from isegoria.server.pages.corrections.views import cancel, correct, undo
from isegoria.server.pages.deliberation import (
    closed_rooms,
    counting_views,
    discussion_views,
    evidence_views,
    exports,
    list_views,
    news_views,
    officers,
    question_views,
    text_views,
)
from isegoria.server.pages.deliberation import views as deliberation
from isegoria.server.pages.forum import views as forum
from isegoria.server.pages.issues import exports as issue_exports
from isegoria.server.pages.issues import views as issues
from isegoria.server.pages.organisations import views as organisations
from isegoria.server.pages.outcomes import views as outcomes
from isegoria.server.pages.people import views as people
from isegoria.server.pages.personal import views as personal
from isegoria.server.pages.process import call, motions, room, rules
from isegoria.server.pages.process import views as process
from isegoria.server.pages.record import kinds
from isegoria.server.pages.record import views as record
from isegoria.server.pages.reviews import views as reviews
from isegoria.server.pages.roles import factors as role_factors
from isegoria.server.pages.roles import views as roles
from isegoria.server.pages.rulebooks import drafts
from isegoria.server.pages.rulebooks import views as rulebooks
from isegoria.server.pages.sessions import review
from isegoria.server.pages.sessions import upload as importing
from isegoria.server.pages.sessions import views as sessions
from isegoria.server.pages.warnings import views as warnings
from isegoria.server.readiness import is_installed

_FORMS = ("json", "csv", "atom")
_PAGE_OF = {
    "process": "issues/processes/<int:number>",
    "issue": "issues/<int:number>",
    "meeting": "sessions/<int:number>",
    "date": "issues/processes/<int:number>/calendar/<int:date>",
    "outcome": "outcomes/<int:number>",
}
"""Where the pages are of what can be corrected."""


def _openid() -> list[URLPattern]:
    """Return where people come back from the provider of OpenID Connect, in place of allauth's."""
    if not is_installed("openid"):
        return []
    openid = import_module("isegoria.server.forum.openid")
    return [
        path("accounts/oidc/<str:provider_id>/login/", openid.login, name="openid_connect_login"),
        path(
            "accounts/oidc/<str:provider_id>/login/callback/",
            openid.callback,
            name="openid_connect_callback",
        ),
    ]


def _saml() -> list[URLPattern]:
    """Return what takes the place of addresses of allauth where people sign in by SAML."""
    if "allauth.socialaccount.providers.saml" not in settings.INSTALLED_APPS:
        return []
    saml, slug = import_module("isegoria.server.forum.saml"), "<str:organization_slug>"
    return [
        path(f"accounts/saml/{slug}/acs/finish/", saml.finish, name="saml_finish_acs"),
        path(f"accounts/saml/{slug}/sls/", saml.no_single_logout, name="saml_sls"),
    ]


def _in_forms(
    address: str, view: Callable[..., Any], name: str, forms: tuple[str, ...] = _FORMS
) -> list[URLPattern]:
    """Return the addresses of a list in the forms in which it can be taken along."""
    return [
        path(f"{address}.{form}", view, {"form": form}, name=f"{name}-{form}") for form in forms
    ]


handler400 = "isegoria.server.pages.forum.views.bad_request"
handler403 = "isegoria.server.pages.forum.views.forbidden"
handler404 = "isegoria.server.pages.forum.views.not_found"
handler500 = "isegoria.server.pages.forum.views.server_error"

urlpatterns = [
    path("", forum.home, name="home"),
    path("set-up/", forum.set_up, name="set-up"),
    path("set-up/limits/", limits, name="limits"),
    path("enter/<str:token>/", forum.enter, name="enter"),
    path("sign-in/<str:token>/", forum.sign_in, name="sign-in-link"),
    path("mail/", forum.mail, name="mail"),
    path("operation/", operating.operators, name="operators"),
    path("record/", record.acts, name="record"),
    *_in_forms("record/acts", record.acts_in, "record"),
    path("record/checkpoint.txt", record.checkpoint, name="checkpoint"),
    path("record/kinds.json", kinds.kinds, name="kinds"),
    path("record/<int:number>/", record.act, name="act"),
    path("record/<int:number>/openings/<str:field>.json", record.opening, name="opening"),
    path("record/<int:number>/undo/", undo, name="undo"),
    path("record/<int:number>/hide/", conduct.hide, name="hide"),
    path("record/<int:number>/report/", conduct_reports.report_act, name="report-act"),
    path("reports/<str:report>/", conduct_reports.report_page, name="report"),
    path("code/reports/", conduct_reports.reports, name="reports"),
    path("code/reports/<int:number>/keep/", conduct_reports.keep_reported, name="keep-reported"),
    path("record/<int:number>/erase/", conduct.erase, name="erase"),
    path("code/", conduct.code, name="code"),
    path("code/publish/", conduct.publish, name="publish-code"),
    path("code/<int:version>/", conduct.code, name="code-version"),
    path("code/decisions/", conduct.decisions, name="decisions"),
    *_in_forms("code/decisions/decisions", conduct_exports.decisions_in, "decisions"),
    path("code/decisions/<int:number>/", conduct.measure, name="measure"),
    path("code/decisions/<int:number>/appeal/", conduct.appeal, name="appeal-measure"),
    path("code/decisions/<int:number>/take-back/", conduct.take_back, name="take-back"),
    path("code/appeals/<int:number>/", conduct.decide, name="decide-appeal"),
    path("privacy/", personal.privacy, name="privacy"),
    path("privacy/publish/", personal.publish_privacy, name="publish-privacy"),
    path("people/roles/", roles.roles, name="roles"),
    path("people/roles/second-factor/", role_factors.require, name="require-factor"),
    path(
        "people/<int:number>/second-factor/remove/", role_factors.take_off, name="take-off-factor"
    ),
    path("people/<int:number>/roles/end/", roles.end_role, name="end-role"),
    path("people/<int:number>/alias/", people.alias, name="alias"),
    path("people/<int:number>/erase/", conduct.erase_account, name="erase-account"),
    path("people/<int:number>/", people.participant, name="participant"),
    path("groups/", people.group_list, name="groups"),
    path("groups/<str:slug>/", people.group, name="group"),
    path("profile/", people.profile, name="profile"),
    path("profile/data/", personal.parts, name="your-data"),
    path("profile/data/your-data.json", personal.file, name="your-data-file"),
    path("profile/data/<str:part>/", personal.part_of, name="your-data-part"),
    path("profile/affiliations/new/", people.declare, name="declare-affiliation"),
    path("profile/affiliations/<int:number>/end/", people.end, name="end-affiliation"),
    path("profile/affiliations/<int:number>/claim/", organisations.claim, name="claim"),
    path("organisations/", organisations.organisations, name="organisations"),
    *_in_forms("organisations/organisations", organisations.organisations_in, "organisations"),
    path("organisations/claims/<int:number>/", organisations.decide, name="decide-claim"),
    path("organisations/<int:number>/", organisations.organisation, name="organisation"),
    path(
        "organisations/<int:number>/confirm/<int:affiliation>/",
        organisations.confirm,
        name="confirm-representative",
    ),
    path(
        "organisations/<int:number>/prove/<int:affiliation>/",
        organisations.prove,
        name="prove-by-address",
    ),
    path(
        "organisations/representatives/<int:number>/end/",
        organisations.end,
        name="end-representative",
    ),
    path(
        "organisations/<int:number>/spelling/",
        organisations.spelling,
        name="organisation-spelling",
    ),
    path("sessions/", sessions.session_list, name="sessions"),
    *_in_forms("sessions/sessions", sessions.sessions_in, "sessions"),
    path("sessions/import/", importing.import_session, name="import-session"),
    path("sessions/over-time/", sessions.through_time, name="over-time"),
    path("sessions/<int:number>/", sessions.session, name="session"),
    path("sessions/<int:number>/balance/", sessions.balance, name="balance"),
    path("sessions/<int:number>/review/", review.review, name="review"),
    path("sessions/<int:number>/rapporteurs/", review.appoint, name="appoint-rapporteur"),
    path(
        "sessions/<int:number>/rapporteurs/<int:participant>/end/",
        review.end_rapporteur,
        name="end-rapporteur",
    ),
    path("sessions/<int:number>/turns/<int:turn>/", review.turn, name="turn"),
    path("sessions/<int:number>/t<int:turn>/", sessions.turn_address, name="turn-in-session"),
    *(
        path(
            f"sessions/<int:number>/turns/<int:turn>/{what}/",
            review.change,
            {"what": what},
            name=f"{what}-turn",
        )
        for what in review.CHANGES
    ),
    *(
        path(
            f"sessions/<int:number>/{what}",
            sessions.export,
            {"what": what},
            name=f"session-{what.replace('.', '-')}",
        )
        for what in (
            "session.json",
            "turns.csv",
            "captions.vtt",
            "balance.json",
            "balance.csv",
            "source",
        )
    ),
    path("issues/", issues.issue_list, name="issues"),
    *_in_forms("issues/issues", issue_exports.issues_in, "issues"),
    path("issues/begin/", issues.begin, name="begin-process"),
    path("issues/processes/<int:number>/issues/", issues.of_process, name="issues-of-process"),
    path("issues/processes/<int:number>/propose/", issues.propose, name="propose-issue"),
    path("issues/<int:number>/", issues.issue, name="issue"),
    path("issues/<int:number>/support/", issues.support, name="support-issue"),
    path("issues/<int:number>/withdraw/", issues.withdraw, name="withdraw-support"),
    path("issues/<int:number>/ask-again/", issues.ask_again, name="ask-again"),
    path("issues/<int:number>/merge/", issues.merge, name="merge-issue"),
    path("issues/<int:number>/warnings.json", warnings.warnings_json, name="warnings-json"),
    path("issues/processes/<int:number>/", process.home, name="room"),
    path("issues/processes/<int:number>/rules/", rules.rules, name="process-rules"),
    path(
        "issues/processes/<int:number>/rules/model.yaml",
        rules.rules_text,
        name="process-rules-text",
    ),
    path(
        "issues/processes/<int:number>/rules/model.json",
        rules.rules_json,
        name="process-rules-json",
    ),
    path("issues/processes/<int:number>/call/", call.extend_call, name="extend-call"),
    path("issues/processes/<int:number>/calendar/", process.calendar, name="calendar"),
    path(
        "issues/processes/<int:number>/calendar.ics",
        process.calendar_ics,
        name="calendar-ics",
    ),
    path(
        "issues/processes/<int:number>/calendar.json",
        process.calendar_json,
        name="calendar-json",
    ),
    path(
        "issues/processes/<int:number>/calendar/<int:date>/drop/",
        process.drop,
        name="drop-date",
    ),
    path("issues/processes/<int:number>/room/", room.room, name="in-the-room"),
    path("issues/processes/<int:number>/room.json", room.room_json, name="in-the-room-json"),
    path("issues/processes/<int:number>/groups/", room.regroup, name="regroup"),
    path("issues/processes/<int:number>/join/", room.join, name="join-process"),
    path("issues/processes/<int:number>/leave/", room.leave, name="leave-process"),
    path("issues/processes/<int:number>/invite/", room.invite, name="invite"),
    *(
        path(
            f"issues/processes/<int:number>/invitations/<int:invitation>/{what}/",
            room.work_on,
            {"what": what},
            name=f"{what}-invited",
        )
        for what in room.WORKS
    ),
    path("invited/<str:token>/", room.answer_link, name="invited"),
    path("issues/processes/<int:number>/seats/<int:seat>/end/", officers.end_seat, name="end-seat"),
    path(
        "issues/processes/<int:number>/restrict/<int:participant>/",
        conduct.restrict,
        name="restrict",
    ),
    path("issues/processes/<int:number>/motions/", motions.motion_list, name="motions"),
    path("issues/processes/<int:number>/motions/new/<str:what>/", motions.make, name="make-motion"),
    path("issues/processes/<int:number>/proxies/", motions.proxies, name="proxies"),
    path(
        "issues/processes/<int:number>/proxies/<int:proxy>/end/",
        motions.end_proxy,
        name="end-proxy",
    ),
    path("motions/<int:number>/", motions.motion, name="motion"),
    *(
        path(f"motions/<int:number>/{what}/", motions.change, {"what": what}, name=f"{what}-motion")
        for what in ("back", "withdraw", "do")
    ),
    *(
        path(f"{address}/correct/", correct, {"what": what}, name=f"correct-{what}")
        for what, address in {**_PAGE_OF, "part": "chunks/<int:number>"}.items()
    ),
    *(
        path(f"{_PAGE_OF[what]}/cancel/", cancel, {"what": what}, name=f"cancel-{what}")
        for what in ("process", "issue", "meeting")
    ),
    path("chunks/<int:number>/", deliberation.chunk, name="chunk"),
    path("chunks/<int:number>/chunk.json", deliberation.chunk_json, name="chunk-json"),
    path("chunks/<int:number>/history/", deliberation.history, name="chunk-history"),
    path("chunks/<int:number>/do/<str:kind>/", deliberation.do, name="do"),
    path("chunks/<int:number>/do/<str:kind>/<str:name>/", deliberation.do, name="do-named"),
    path("chunks/<int:number>/new/", news_views.news, name="news"),
    path("chunks/<int:number>/new/read/", news_views.read, name="mark-read"),
    path("chunks/<int:number>/acts.atom", news_views.acts_of_chunk, name="chunk-feed"),
    path("chunks/<int:number>/discussion/", discussion_views.discussion, name="discussion"),
    path("chunks/<int:number>/discussion/new/", discussion_views.reply, name="comment"),
    path(
        "chunks/<int:number>/discussion/<int:comment>/reply/", discussion_views.reply, name="reply"
    ),
    path(
        "chunks/<int:number>/discussion/<int:comment>/edit/",
        discussion_views.edit,
        name="edit-comment",
    ),
    path(
        "chunks/<int:number>/discussion/<int:comment>/versions/",
        discussion_views.versions,
        name="comment-versions",
    ),
    path("chunks/<int:number>/objections/", list_views.objections, name="objections"),
    *(
        path(
            f"chunks/<int:number>/{place}/{what}.{form}",
            exports.of_chunk,
            {"what": what, "form": form},
            name=f"{what}-{form}",
        )
        for place, what in (
            ("discussion", "comments"),
            ("positions", "positions"),
            *((one, one) for one in ("objections", "items", "statements")),
        )
        for form in ("json", "csv")
    ),
    *(
        one
        for what, view in (
            ("calls", exports.roll_call_in),
            ("earlier", exports.earlier_calls_in),
        )
        for one in _in_forms(
            f"chunks/<int:number>/ballots/<str:stage>/<str:name>/{what}",
            view,
            what,
            ("json", "csv"),
        )
    ),
    *_in_forms("questions/questions", exports.questions_in, "questions"),
    path("chunks/<int:number>/statements/", list_views.statements, name="statements"),
    path("chunks/<int:number>/items/", list_views.items, name="items"),
    path("chunks/<int:number>/objections/<int:objection>/", officers.settle, name="settle"),
    path("chunks/<int:number>/split/", officers.split, name="split"),
    path("chunks/<int:number>/tie/<int:to>/", officers.tie, name="tie"),
    path("chunks/<int:number>/note/", officers.note, name="note"),
    path(
        "chunks/<int:number>/closed-rooms/<str:office>/",
        closed_rooms.closed_room,
        name="closed-room",
    ),
    path(
        "chunks/<int:number>/closed-rooms/<str:office>/write/",
        closed_rooms.write,
        name="closed-room-write",
    ),
    path(
        "chunks/<int:number>/closed-rooms/<str:office>/decide/",
        closed_rooms.decide,
        name="closed-room-decide",
    ),
    path("chunks/<int:number>/text/", text_views.text, name="text"),
    path("chunks/<int:number>/text/redline/", text_views.redline, name="redline"),
    path("chunks/<int:number>/text/<int:version>/", text_views.text, name="text-version"),
    path("chunks/<int:number>/text/<int:version>/clean/", text_views.clean, name="clean-copy"),
    path("chunks/<int:number>/text/<int:version>/text.md", text_views.text_file, name="text-file"),
    path(
        "chunks/<int:number>/text/<int:version>/substantive/",
        text_views.substantive,
        name="substantive",
    ),
    path(
        "chunks/<int:number>/text/<int:version>/p<int:paragraph>/amend/",
        text_views.amend,
        name="amend",
    ),
    path(
        "chunks/<int:number>/text/<int:version>/p<int:paragraph>/",
        list_views.amendments,
        name="amendments",
    ),
    path(
        "chunks/<int:number>/amendments/<int:amendment>/answer/",
        text_views.answer,
        name="answer-amendment",
    ),
    path(
        "chunks/<int:number>/ballots/<str:stage>/<str:name>/",
        counting_views.roll_call,
        name="roll-call",
    ),
    path("chunks/<int:number>/positions/", counting_views.positions, name="positions"),
    path("chunks/<int:number>/polls/", counting_views.polls, name="polls"),
    path("chunks/<int:number>/polls/new/", counting_views.open_poll, name="open-poll"),
    path(
        "chunks/<int:number>/polls/<int:poll>/answer/",
        counting_views.answer_poll,
        name="answer-poll",
    ),
    path("chunks/<int:number>/evidence/", evidence_views.evidence, name="evidence"),
    path(
        "chunks/<int:number>/evidence/evidence.json",
        evidence_views.evidence_json,
        name="evidence-json",
    ),
    path("conflicts/", conflicts.case_list, name="cases"),
    *_in_forms("conflicts/cases", conflicts.cases_in, "cases"),
    *(
        path(
            f"conflicts/ask/{what}/<int:number>/",
            case_acting.ask_facilitator,
            {"what": what},
            name=f"ask-facilitator-{what}",
        )
        for what in ("chunk", "issue", "process")
    ),
    path("conflicts/<int:number>/", conflicts.case, name="case"),
    path("conflicts/<int:number>/case.json", conflicts.case_json, name="case-json"),
    *(
        path(f"conflicts/<int:number>/{what}/", case_acting.do, {"what": what}, name=f"case-{what}")
        for what in case_acting.ACTS
    ),
    path("reviews/", reviews.review_list, name="reviews"),
    *_in_forms("reviews/reviews", reviews.reviews_in, "reviews", ("json", "csv")),
    path("reviews/<int:number>/", reviews.review, name="holder-review"),
    path("reviews/<int:number>/review.json", reviews.review_json, name="holder-review-json"),
    path("reviews/<int:number>/answer/", reviews.answer, name="answer-review"),
    path("reviews/<int:number>/follow/", reviews.follow_up, name="follow-review"),
    path(
        "issues/processes/<int:number>/seats/<int:seat>/review/",
        reviews.open_review,
        name="open-review",
    ),
    path(
        "issues/processes/<int:number>/seats/<int:seat>/petition/",
        reviews.sign,
        name="sign-petition",
    ),
    path("questions/", question_views.questions, name="questions"),
    path("warnings/", warnings.warning_list, name="warnings"),
    path("warnings/warnings.json", warnings.all_json, name="all-warnings-json"),
    path("archives/", archives.archive_list, name="archives"),
    path("archives/archives.json", archives.archives_json, name="archives-json"),
    path("archives/<int:number>/", archives.archive, name="archive"),
    path("people/<int:number>/forget/", archives.forget, name="forget-person"),
    path("outcomes/", outcomes.outcome_list, name="outcomes"),
    *_in_forms("outcomes/outcomes", outcomes.outcomes_in, "outcomes"),
    path("outcomes/over-the-years/", outcomes.over_the_years, name="over-the-years"),
    path("outcomes/<int:number>/", outcomes.outcome, name="outcome"),
    path("outcomes/<int:number>/follow-up/", outcomes.follow, name="follow-up"),
    path("outcomes/<int:number>/responsible/", outcomes.name_responsible, name="name-responsible"),
    path("outcomes/<int:number>/outcome.md", outcomes.outcome_markdown, name="outcome-markdown"),
    path("outcomes/<int:process>/<str:cited>/", outcomes.by_number, name="outcome-by-number"),
    path("processes/", rulebooks.process_list, name="processes"),
    path("processes/processes.json", rulebooks.list_json, name="processes-json"),
    path("processes/model.schema.json", rulebooks.schema, name="process-schema"),
    path("processes/compare/", rulebooks.comparison, name="processes-compare"),
    path("processes/drafts/", drafts.drafts, name="process-drafts"),
    path("processes/drafts/<int:number>/", drafts.draft, name="process-draft"),
    path("processes/drafts/<int:number>/delete/", drafts.delete, name="process-draft-delete"),
    path("processes/<str:name>/", rulebooks.process, name="process"),
    path("processes/<str:name>/copy/", drafts.copy, name="process-copy"),
    path("processes/<str:name>/versions/<int:version>/", rulebooks.process, name="process-version"),
    path("processes/<str:name>/model.yaml", rulebooks.process_text, name="process-text"),
    path("processes/<str:name>/model.json", rulebooks.process_json, name="process-json"),
    path("accounts/confirm-email/", confirm_address, name="account_email_verification_sent"),
    path("accounts/password/set/", accounts.set_password, name="account_set_password"),
    *_openid(),
    *_saml(),
    path("accounts/again/", accounts.again, name="sign-in-again"),
    path("accounts/sessions/", accounts.sessions, name="usersessions_list"),
    path(
        "accounts/2fa/webauthn/",
        RedirectView.as_view(pattern_name="mfa_index"),
        name="mfa_list_webauthn",
    ),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
]

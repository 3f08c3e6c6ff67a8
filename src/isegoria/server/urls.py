"""Every address of the forum."""

from django.urls import include, path

from isegoria.server.forum import views as forum
from isegoria.server.record import views as record

handler400 = "isegoria.server.forum.views.bad_request"
handler403 = "isegoria.server.forum.views.forbidden"
handler404 = "isegoria.server.forum.views.not_found"
handler500 = "isegoria.server.forum.views.server_error"

urlpatterns = [
    path("", forum.home, name="home"),
    path("set-up/", forum.set_up, name="set-up"),
    path("enter/<str:token>/", forum.enter, name="enter"),
    path("mail/", forum.mail, name="mail"),
    path("record/", record.acts, name="record"),
    path("record/acts.json", record.acts_json, name="record-json"),
    path("record/acts.csv", record.acts_csv, name="record-csv"),
    path("record/acts.atom", record.ActFeed(), name="record-atom"),
    path("record/<int:number>/", record.act, name="act"),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
]

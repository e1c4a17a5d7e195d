"""The desk, its notices, and what is confirmed there."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from config import desk_views, people_views
from config.desk import Tab


class TabConverter(StringConverter):
    regex = "|".join(Tab)

    def to_python(self, value: str) -> Tab:
        return Tab(value)


register_converter(TabConverter, "tab")

urlpatterns = [
    path("", desk_views.desk, name="desk"),
    path("<tab:tab>/", desk_views.desk, name="desk_tab"),
    path("urge/<slug:queue>/<int:key>/", desk_views.urge, name="urge"),
    path("notices/", desk_views.notices, name="notices"),
    path("notices/read/", desk_views.read_all, name="notices_read"),
    path("notices/<int:province>/<int:key>/", desk_views.notice, name="notice"),
    path("registrations/", desk_views.registrations, name="registrations"),
    path("registrations/<int:key>/", desk_views.registration, name="registration"),
    path("registrations/<int:key>/answer/", desk_views.answer_registration, name="registration_answer"),
    path("registrations/<int:key>/confirm/", desk_views.confirm, name="registration_confirm"),
    path("joins/<int:key>/", people_views.join, name="join"),
]

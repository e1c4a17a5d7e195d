"""The lines of the table of doors (tests/test_permissions.py) that belong to tables, boards and reports."""

from tenancy.roles import APPLICANTS, Role
from tests.visitors import Door

R = Role
NATION = frozenset({R.NATION_STAFF})
COLLECTORS = frozenset({R.PROVINCE_OFFICER, R.CITY_OFFICER})
SUMMARY_WRITERS = COLLECTORS | {R.COUNTY_OFFICER}
REPORTERS = APPLICANTS | SUMMARY_WRITERS
SUMMARY_READERS = SUMMARY_WRITERS | {R.PROVINCE_ADMIN, R.READER}
FIGURE_READERS = SUMMARY_READERS | NATION

# fmt: off
REPORTING = {
    "reporting:board": Door("/returns/", REPORTERS),
    "reporting:show": Door("/returns/1/", REPORTERS, of="return"),
    "reporting:act": Door("/returns/1/act/", REPORTERS, "POST", of="return"),
    "reporting:rows": Door("/returns/1/rows/licences/", REPORTERS, of="return"),
    "reporting:workbook": Door("/returns/1/1/workbook/", REPORTERS, of="told return"),
    "reporting:print": Door("/returns/1/1/print/", REPORTERS, of="told return"),
    "reporting:package": Door("/returns/1/1/package/", REPORTERS, of="told return"),
    "reporting:pack": Door("/returns/1/1/package/make/", REPORTERS, "POST", of="told return"),
    "reporting:package_zip": Door("/returns/1/1/package.zip", REPORTERS, of="told return"),
    "reporting:nation": Door("/returns/nation/", NATION),
    "reporting:nation_workbook": Door("/returns/nation.xlsx", NATION),
    "reporting:packages": Door("/returns/packages/", frozenset({R.PROVINCE_OFFICER})),
    "reporting:make_package": Door("/returns/packages/make/", frozenset({R.PROVINCE_OFFICER}), "POST"),
    "reporting:package_file": Door("/returns/packages/1/", frozenset({R.PROVINCE_OFFICER}), of="package"),
    "reporting:send_package": Door("/returns/packages/1/send/", frozenset({R.PROVINCE_OFFICER}), "POST", of="package"),
    "summaries:board": Door("/summaries/", SUMMARY_READERS),
    "summaries:show": Door("/summaries/1/", SUMMARY_READERS, of="summary"),
    "summaries:write": Door("/summaries/1/write/", SUMMARY_WRITERS, of="summary"),
    "summaries:act": Door("/summaries/1/act/", SUMMARY_WRITERS, "POST", of="summary"),
    "summaries:enclose": Door("/summaries/1/papers/", SUMMARY_WRITERS, "POST", of="summary"),
    "summaries:paper": Door("/summaries/1/papers/1/", SUMMARY_READERS, of="paper of a summary"),
    "summaries:take_off": Door("/summaries/1/papers/1/take-off/", SUMMARY_WRITERS, "POST", of="paper of a summary"),
    "summaries:another": Door("/summaries/1/another/", SUMMARY_WRITERS, "POST", of="summary"),
    "summaries:due_day": Door("/summaries/1/due-day/", COLLECTORS, "POST", of="summary"),
    "summaries:word": Door("/summaries/1/1/word/", SUMMARY_READERS, of="told summary"),
    "summaries:print": Door("/summaries/1/1/print/", SUMMARY_READERS, of="told summary"),
    "summaries:supplement": Door("/summaries/supplements/new/", SUMMARY_WRITERS),
    "summaries:nation": Door("/summaries/nation/", NATION),
    "reach:board": Door("/reach/", SUMMARY_READERS | APPLICANTS),
    "reach:export": Door("/reach/export.csv", SUMMARY_READERS | APPLICANTS),
    "funds:board": Door("/funds/", SUMMARY_READERS),
    "funds:claim": Door("/funds/new/", COLLECTORS),
    "funds:show": Door("/funds/1/", SUMMARY_READERS, of="claim"),
    "funds:act": Door("/funds/1/act/", COLLECTORS, "POST", of="claim"),
    "activities:board": Door("/activities/", SUMMARY_READERS),
    "activities:workbook": Door("/activities/workbook.xlsx", SUMMARY_READERS),
    "activities:tell": Door("/activities/new/", SUMMARY_WRITERS),
    "activities:show": Door("/activities/1/", SUMMARY_READERS, of="activity"),
    "activities:correct": Door("/activities/1/correct/", SUMMARY_WRITERS, of="activity"),
    "activities:strike_out": Door("/activities/1/strike-out/", SUMMARY_WRITERS, "POST", of="activity"),
    "activities:add_paper": Door("/activities/1/papers/", SUMMARY_WRITERS, "POST", of="activity"),
    "activities:paper": Door("/activities/1/papers/1/", SUMMARY_READERS, of="paper of an activity"),
    "boards:board": Door("/boards/", FIGURE_READERS),
    "boards:screen": Door("/boards/screen/", FIGURE_READERS),
    "boards:rows": Door("/boards/rows/licences/", FIGURE_READERS),
    "boards:targets": Door("/boards/targets/", FIGURE_READERS),
    "boards:quotas": Door("/boards/targets/quotas/", COLLECTORS),
    "boards:quota_template": Door("/boards/targets/quotas.xlsx", COLLECTORS),
    "boards:performance": Door("/boards/targets/performance.xlsx", FIGURE_READERS),
    "boards:focus": Door("/boards/targets/focus/", frozenset({R.CITY_OFFICER, R.COUNTY_OFFICER})),
    "boards:figures": Door("/boards/targets/figures/", COLLECTORS),
    "boards:key_patents": Door("/boards/key-patents/", FIGURE_READERS),
    "boards:keep_key_patents": Door("/boards/key-patents/keep/", COLLECTORS, "POST"),
    "boards:key_patents_file": Door("/boards/key-patents/1.xlsx", FIGURE_READERS, of="list of key patents"),
    "boards:experiences": Door("/boards/experiences/", FIGURE_READERS),
    "boards:tell_experience": Door("/boards/experiences/new/", SUMMARY_WRITERS),
    "boards:experience": Door("/boards/experiences/1/", FIGURE_READERS, of="experience"),
    "boards:confirm_experience": Door("/boards/experiences/1/confirm/", COLLECTORS, "POST", of="experience"),
}
# fmt: on

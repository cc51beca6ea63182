"""The yearly tables of State statistics 0601 and 0603 (RULES 5, item 3), received on 15 December.

The registry knows one movement and what was recognised in it. Everything else of these tables is told by who
keeps the books of emulation and commendation, or stays not known.
"""

from datetime import date

from flask_babel import LazyString

from registry.catalogue.states import Level, SubjectKind
from registry.core.i18n import _l
from registry.periodic.form import Due, Indicator, ReportForm, Section
from registry.periodic.known import always, figure
from registry.periodic.periods import Span
from registry.units.states import PROVINCIAL

_MOVEMENTS, _CASES = _l("movements"), _l("cases")
_DUE = Due(months=0, day=15, opens=45)
_BEGAN = date(2020, 1, 1)


def _unknown(code: str, title: LazyString, measure: LazyString, part_of: str) -> Indicator:
    """A row of which the registry knows nothing."""
    return Indicator(code, title, measure, part_of=part_of, optional=True)


MOVEMENTS = ReportForm(
    code="bieu-0601",
    version=1,
    holds_from=_BEGAN,
    title=_l("Table 0601: number of emulation movements"),
    short=_l("Table 0601"),
    span=Span.YEAR,
    filed_by=PROVINCIAL,
    due=_DUE,
    note=_l(
        "The registry holds one movement, “skilful mass mobilization”. Other movements are added by whoever"
        " keeps the books of emulation; rows without a figure are not known here and not none."
    ),
    sections=(
        Section(_l("All together"), (
            Indicator(
                "movements", _l("Movements launched or kept up in the year"), _MOVEMENTS, known=always(1),
            ),
        )),
        Section(_l("By launching level"), (
            _unknown("level_central", _l("Launched by the centre"), _MOVEMENTS, "movements"),
            _unknown("level_province", _l("Launched by the province"), _MOVEMENTS, "movements"),
            _unknown("level_commune", _l("Launched by communes"), _MOVEMENTS, "movements"),
        )),
        Section(_l("By scope"), (
            _unknown("scope_whole", _l("In the whole area"), _MOVEMENTS, "movements"),
            _unknown("scope_part", _l("In one branch, or a part of the area"), _MOVEMENTS, "movements"),
        )),
        Section(_l("By length"), (
            _unknown("below_1", _l("Less than one year"), _MOVEMENTS, "movements"),
            _unknown("year_1", _l("One year"), _MOVEMENTS, "movements"),
            _unknown("years_1_3", _l("More than one and up to three years"), _MOVEMENTS, "movements"),
            _unknown("years_3", _l("More than three years"), _MOVEMENTS, "movements"),
        )),
    ),
)  # fmt: skip

AWARDS = ReportForm(
    code="bieu-0603",
    version=1,
    holds_from=_BEGAN,
    title=_l("Table 0603: commendations of ministries and provinces"),
    short=_l("Table 0603"),
    span=Span.YEAR,
    filed_by=PROVINCIAL,
    due=_DUE,
    note=_l(
        "The registry counts models recognised at province level, by kind of subject. A recognition is no"
        " award under the Law on Emulation and Commendation: change a figure, with a note, where an award was"
        " given. Rows without a figure are not known here and not none."
    ),
    sections=(
        Section(_l("By kind of subject"), (
            Indicator("awards", _l("All together"), _CASES, known=figure("recognised", level=Level.PROVINCE)),
            Indicator("collective", _l("Collectives"), _CASES, part_of="awards",
                      known=figure("recognised", level=Level.PROVINCE, subject=SubjectKind.COLLECTIVE)),
            _unknown("enterprise", _l("Of these, enterprises"), _CASES, "collective"),
            Indicator("household", _l("Families"), _CASES, part_of="awards",
                      known=figure("recognised", level=Level.PROVINCE, subject=SubjectKind.HOUSEHOLD)),
            Indicator("individual", _l("Individuals"), _CASES, part_of="awards",
                      known=figure("recognised", level=Level.PROVINCE, subject=SubjectKind.INDIVIDUAL)),
            _unknown("leaders", _l("Of these, leaders and managers"), _CASES, "individual"),
            _unknown("workers", _l("Of these, direct workers"), _CASES, "individual"),
        )),
        Section(_l("By manner"), (
            _unknown("regular", _l("Regular"), _CASES, "awards"),
            Indicator("theme", _l("For a theme"), _CASES, part_of="awards",
                      known=figure("recognised", level=Level.PROVINCE),
                      help=_l("The movement is a theme: all that the registry knows counts here.")),
            _unknown("sudden", _l("For sudden merit"), _CASES, "awards"),
            _unknown("external", _l("For foreigners"), _CASES, "awards"),
        )),
    ),
)  # fmt: skip

# A recognition is no award under the Law, and what a unit praises itself is none of the province: of table
# 0603 the registry knows no row. What it counts stands beside the form, for whoever looks for the decisions.
AWARDS_TYPED = ReportForm(
    code="bieu-0603",
    version=2,
    holds_from=date(2026, 1, 1),
    title=AWARDS.title,
    short=AWARDS.short,
    span=Span.YEAR,
    filed_by=PROVINCIAL,
    due=_DUE,
    note=_l(
        "This table counts awards of ministries and provinces under the Law on Emulation and Commendation:"
        " certificates of merit and titles, by the decisions of commendation of the year. The registry keeps"
        " recognitions and what units praised themselves; neither is such an award, so no row is filled in."
        " What was awarded for this movement counts for a theme. Rows without a figure are not known here and"
        " not none."
    ),
    sections=(
        Section(_l("By kind of subject"), (
            Indicator(
                "awards", _l("All together"), _CASES,
                help=_l("From the decisions of commendation of the year; the registry does not hold them."),
            ),
            _unknown("collective", _l("Collectives"), _CASES, "awards"),
            _unknown("enterprise", _l("Of these, enterprises"), _CASES, "collective"),
            _unknown("household", _l("Families"), _CASES, "awards"),
            _unknown("individual", _l("Individuals"), _CASES, "awards"),
            _unknown("leaders", _l("Of these, leaders and managers"), _CASES, "individual"),
            _unknown("workers", _l("Of these, direct workers"), _CASES, "individual"),
        )),
        Section(_l("By manner"), (
            _unknown("regular", _l("Regular"), _CASES, "awards"),
            _unknown("theme", _l("For a theme"), _CASES, "awards"),
            _unknown("sudden", _l("For sudden merit"), _CASES, "awards"),
            _unknown("external", _l("For foreigners"), _CASES, "awards"),
        )),
    ),
    aside=(
        (_l("Models recognised at province level in the year"), figure("recognised", level=Level.PROVINCE)),
        (_l("Models praised by the units that put them forward"), figure("commended")),
    ),
)  # fmt: skip

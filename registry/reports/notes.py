"""How every figure is counted, in the words that stand on the page beside it."""

from flask_babel import LazyString

from registry.core.i18n import _l

NOTES: dict[str, LazyString] = {
    "running": _l(
        "Registered models that run on the last day of the period. Paused and discontinued ones are not"
        " counted, nor a record that was merged into another, nor one archived because its unit was silent in"
        " two yearly reviews; after one silence it is not confirmed, and still counted. The record of a copy"
        " counts as a copy."
    ),
    "registered": _l(
        "Models registered in the period, each once. Models of older registers count in the year they"
        " began, where it is known. Of two records of one model only the one that goes on is counted. Those"
        " who lead the movement are commended apart and not counted. The record of a copy that its source"
        " confirmed is no new model: here and at the further steps it is not counted, but as a copy."
    ),
    "nominated": _l(
        "Models whose nomination was signed in the period, at the chosen level. What was withdrawn is not"
        " counted."
    ),
    "complete": _l("Models whose nomination was found complete in the period."),
    "appraised": _l(
        "Models whose nomination left the stage of scoring in the period and was judged on its merits."
    ),
    "recognised": _l(
        "Models recognised by a decision dated in the period; one recognised at several levels counts"
        " once, unless a level is chosen. A recognition that lapsed later stays counted; one that was"
        " annulled before the year was closed does not."
    ),
    "commended": _l(
        "Models that were not recognised but praised by the unit that put them forward, by a decision dated"
        " in the period. Letters and certificates that other bodies award after a recognition are not kept"
        " here and not counted."
    ),
    "replicated": _l(
        "Models of which another unit reported the result of its copy for the first time in the period;"
        " each once, however many copies there are."
    ),
    "places": _l(
        "Copies that the unit of the source confirmed in the period. Those that were stopped later stay"
        " counted. A copy of a copy is one, too."
    ),
    "money": _l(
        "What the results of models cost, by who paid; where results say nothing of it, the budget of the"
        " registration. A model that a decision found to repeat another brings in nothing beside it. A copy"
        " brings in what its own record tells of; what it reported to its source is not counted once more."
        " What is corrected after a year was closed is counted in the year in which it became known."
    ),
    "labour": _l(
        "Results measured in days of work. The rule of money against counting twice holds for them too."
    ),
    "land": _l(
        "Results that speak of land given, in m² or ha. The rule of money against counting twice holds for"
        " them too."
    ),
    "households": _l(
        "Of each model the largest number of households that one of its results names: the same ones may"
        " stand behind several results."
    ),
    "days": _l(
        "Working days of every stay in a stage that ended in the period: the middle one, and the length"
        " that nine of ten did not exceed. Completing a returned dossier is counted for the unit; writing"
        " it before it was first signed is not counted."
    ),
    "overdue": _l(
        "What is under way today and past its day, whatever period is shown: of the stage, or of its working"
        " days, with the time that was given longer; copies without a report after 90 days; running models"
        " of which neither evidence nor a result tells of the last 12 months, 12 months after they were"
        " registered at the earliest."
    ),
    "fresh": _l(
        "Of the models that run on the last day of the period, those of which evidence, or a result, tells"
        " of the 12 months before it. What became known after that year was closed says nothing of it."
    ),
    "coverage": _l(
        "Fields in which a place below the unit has no running model: of a province its communes, wards"
        " and special zones, of the whole country its provinces."
    ),
    "fairness": _l(
        "Of the models that units registered in the period, how many were recognised by its end, by how"
        " many each unit registered. Numbers below 5 are not shown, nor a further one from which they could"
        " be worked out."
    ),
}

# Why something cannot be divided that way.
NO_LEVEL = _l(
    "It belongs to no level: only what is put forward, checked, appraised, recognised or commended does."
)
NO_PART = _l("Only of money it is known who gave it.")
NO_SIZE = _l("Only what was registered and what was recognised is told by size of unit.")

"""What the order of search is made of: every weight, what it does and what it was measured to be worth."""

from flask import render_template
from flask.typing import ResponseReturnValue

from registry.core.permissions import Permission
from registry.search.measured import measured, values_of
from registry.search.ranking import STANDARD
from registry.web.admin.blueprint import bp
from registry.web.admin.weight_words import GROUPS, WEIGHTS
from registry.web.guard import permission


@bp.get("/quan-tri/thu-tu-tim-kiem")
@permission(Permission.VOCABULARY_ADMINISTER)
def show_weights() -> ResponseReturnValue:
    """The one table that search ranks by."""
    values, known = values_of(STANDARD), measured()
    groups = [
        {
            "title": title,
            "lead": lead,
            "rows": [
                {
                    "label": WEIGHTS[name][0],
                    "does": WEIGHTS[name][1],
                    "value": values[name],
                    "known": known.get(name),
                }
                for name in names
            ],
        }
        for title, lead, names in GROUPS
    ]
    return render_template("admin/show_weights.html", groups=groups)

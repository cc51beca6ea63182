"""What the registry holds of me, as a file."""

import json

from flask import Response

from registry.operations.personal import held_of
from registry.web.guard import actor, signed_in
from registry.web.identity.blueprint import bp


@bp.get("/tai-khoan/du-lieu.json")
@signed_in
def take_my_data() -> Response:
    """The access report of one's own account."""
    body = json.dumps(held_of(actor()), ensure_ascii=False, indent=1)
    answer = Response(body, mimetype="application/json")
    answer.headers["Content-Disposition"] = "attachment; filename=du-lieu-cua-toi.json"
    return answer

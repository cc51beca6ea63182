"""The inbox: whose turn it is, and unread messages."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.notifications import queries
from registry.notifications.service import mark_read
from registry.web.guard import actor, signed_in
from registry.web.review import boards, inbox
from registry.web.review.blueprint import bp

SHOWN_MESSAGES = 20


@bp.get("/viec-can-lam")
@signed_in
def list_inbox() -> ResponseReturnValue:
    """Everything that waits for the person, by kind."""
    person = actor()
    news = inbox.news(person)
    return render_template(
        "review/list_inbox.html",
        groups=inbox.groups(person),
        count=len(inbox.waiting(person)),
        news=len(news),
        earliest=inbox.earliest(person),
        messages=news[:SHOWN_MESSAGES],
        said_in=person.language,
        run=boards.in_short(person),
    )


@bp.post("/viec-can-lam/thong-bao")
@signed_in
def read_message() -> ResponseReturnValue:
    """Mark one message as read, or all of them; `open` also leads to what the message is about."""
    person = actor()
    if request.form.get("message") == "all":
        for message in inbox.news(person)[:SHOWN_MESSAGES]:
            mark_read(person, message)
        return redirect(url_for("review.list_inbox"), 303)
    message = queries.get_message(person, request.form.get("open") or request.form.get("message", ""))
    mark_read(person, message)
    if "open" in request.form and message.path.startswith("/") and not message.path.startswith("//"):
        return redirect(request.script_root + message.path, 303)
    return redirect(url_for("review.list_inbox"), 303)

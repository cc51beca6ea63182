"""How many statements something sends to the database."""

from sqlalchemy import event

from registry.core.db import db


def statements(work, about=""):
    """How many statements something takes that begins with nothing read yet; of those that name a table."""
    db.session.expire_all()
    db.session.rollback()
    found = []
    event.listen(db.engine, "before_cursor_execute", note := lambda *given: found.append(given[2]))
    work()
    event.remove(db.engine, "before_cursor_execute", note)
    return sum(about in one for one in found)

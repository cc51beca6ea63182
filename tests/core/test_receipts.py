"""A form sent twice does its work once (abuse cases W05, W06)."""

import pytest
from sqlalchemy import func, select

from registry.audit import service as audit
from registry.audit.models import AuditEvent
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.receipts import FormReceipt, run_once
from tests.make.commands import in_threads


def work(address="/x"):
    audit.record(None, "test.happened", None)
    return address


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_w05_second_sending_gets_the_first_address_and_does_nothing(app):
    assert run_once("1:a:k", lambda: work("/first")) == "/first"
    assert run_once("1:a:k", lambda: work("/second")) == "/first"
    assert count(AuditEvent) == 1


def test_w05_two_sendings_at_once_do_the_work_once(app):
    addresses = []

    def send(number):
        addresses.append(run_once("1:a:k", lambda: work(f"/{number}")))

    assert in_threads(app, 2, send) == []
    assert len(set(addresses)) == 1
    assert (count(AuditEvent), count(FormReceipt)) == (1, 1)


def test_w06_key_of_one_person_says_nothing_to_another(app):
    run_once("1:a:k", lambda: work("/first"))
    assert run_once("2:a:k", lambda: work("/second")) == "/second"
    assert count(AuditEvent) == 2


def test_refused_work_leaves_no_receipt(app):
    def refuse():
        raise InvalidInput("x", "no")

    with pytest.raises(InvalidInput):
        run_once("1:a:k", refuse)
    assert run_once("1:a:k", work) == "/x"
    assert (count(AuditEvent), count(FormReceipt)) == (1, 1)

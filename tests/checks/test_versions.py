"""Whoever changes what somebody else changed meanwhile learns of it: what people edit has a version."""

import pytest
from sqlalchemy.orm import class_mapper

from registry.core.db import db
from registry.core.types import Version

# Rows that are replaced or changed only together with the record they are part of, whose version counts.
PARTS = {
    "Stage": "Campaign",
    "StageBody": "Campaign",
    "Rubric": "Campaign",
    "Criterion": "Campaign",
    "CriterionGroup": "Campaign",
    "Band": "Campaign",
    "ReportPause": "ReportDemand",
    "SessionMember": "CouncilSession",
    "AgendaItem": "CouncilSession",
    "Partner": "ExemplarVersion",
    "Result": "ExemplarVersion",
    "Mark": "Assignment",
    "Outcome": "Replication",
    "ReadinessAnswer": "Replication",
    "PlanComponent": "Replication",
    "Checkpoint": "Replication",
    "Rereading": "Discrepancy",
    "UnitName": "Unit",
    "UnitPlacement": "Unit",
    "StageVisit": "Nomination",
    "EligibilityCheck": "Nomination",
    "Objector": "Objection",
    "ImportRow": "ImportRun",
    "PersonPhoto": "NamedPerson",
    "Consent": "NamedPerson",
}
NEVER_EDITED = {
    "ClaimLink": "is made or taken away, never changed",
    "AuditEvent": "is written once; the database refuses changes",
    "AuditPersonal": "is written once and can only be erased",
    "UnitChange": "is written once",
    "DossierBag": "is asked for anew, never changed by hand",
    "ArchivedFile": "is told of by the program and noted once",
    "PasswordLink": "is made and used up, never changed by hand",
    "Reading": "is written once",
    "SecondStep": "is made and taken away by its owner, never changed by hand",
    "RecoveryCode": "is made once and used once",
    "Decision": "is written once",
    "DecisionCorrection": "is written once",
    "TemplateVersion": "is written once; the number of the latest is compared",
    "DecisionPaper": "follows from the decisions that stand on it",
    "PendingDecision": "is kept with all of its campaign, under a mark of what was read",
    "DeadlineExtension": "is written once",
    "Reminder": "is written once by the program",
    "FigureEntry": "is written once by the program",
    "ReportFiling": "is written once; a correction is another",
    "ReportReminder": "is written once",
    "Consolidation": "is written once",
    "FigureState": "is noted by the program",
    "NoticeSheet": "is written once",
    "EarlierTelling": "is written once",
    "CopyQuestion": "is asked once and answered once",
    "Recusal": "is written once",
    "CampaignHalt": "is begun and lifted, never changed",
    "StageSnapshot": "is written once; the database refuses changes",
    "CouncilVote": "is written once",
    "CouncilMove": "is written once",
    "Remark": "is written once; the secretary can only hide it",
    "MarkChange": "is written once",
    "StoredFile": "is named by its bytes; only the program notes what it found of them",
    "PhotoBand": "follows from the photo it is part of",
    "ReadText": "is written once by the program",
    "SentencePrint": "is written once by the program",
    "CopiedPassage": "is written once by the program",
    "Transfer": "belongs to one person's transfer; only the program moves it on",
    "KeptText": "is one person's own; what they typed last takes its place",
    "SectionSnapshot": "is written by the program with each saving",
    "SectionPresence": "is noted by the program",
    "ExemplarOrigin": "is written once",
    "ExemplarMerger": "is written once",
    "FormReceipt": "is written once by the program",
    "Message": "is written once; its reader only marks it read",
    "UserSession": "belongs to one device and can only be ended",
    "ThrottleCount": "is counted by the program",
    "ReferenceCounter": "is counted by the program",
    "ServingHost": "is written by the program every few seconds",
    "Job": "is the program's own; workers hold it under a lease",
    "OutboxRow": "is written once by the program",
}


def mapped():
    return {mapper.class_.__name__: mapper.class_ for mapper in db.Model.registry.mappers}


def test_every_record_has_a_version_or_a_reason_to_have_none(app):
    found = {name for name, kind in mapped().items() if not issubclass(kind, Version)}
    assert found == {*PARTS, *NEVER_EDITED}


def test_versions_are_compared_when_a_row_is_written(app):
    for name, kind in mapped().items():
        if issubclass(kind, Version):
            assert class_mapper(kind).version_id_col is not None, name


def ways(part, whole):
    """Whether a part leads to its whole: by a key of its own or of parts between, or by the whole's key."""
    known = mapped()
    tables = {known[name].__table__ for name, of in PARTS.items() if of == whole} | {known[whole].__table__}
    links = [(table, key.column.table) for table in tables for key in table.foreign_keys]
    reached, before = {known[part].__table__}, set()
    while reached != before:
        before = set(reached)
        reached |= {end for start, end in links if start in before and end in tables}
    return known[whole].__table__ in reached or (known[whole].__table__, known[part].__table__) in links


@pytest.mark.parametrize(("part", "whole"), PARTS.items())
def test_what_a_part_belongs_to_has_a_version(app, part, whole):
    assert issubclass(mapped()[whole], Version)
    assert ways(part, whole)


def test_a_part_of_something_else_is_found(app, monkeypatch):
    monkeypatch.setitem(PARTS, "Partner", "Campaign")
    assert not ways("Partner", "Campaign")

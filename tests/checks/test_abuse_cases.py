"""Every abuse case has a test, every test that bears an id belongs to a case, and the page says which."""

from tests.make.abuse_cases import IDS, PAGE, cases_tested, page
from tests.mutants.run import ROOT, defects


def test_every_case_has_a_test():
    assert [case for case in IDS if case not in cases_tested()] == []


def test_every_id_in_a_name_is_a_case():
    assert sorted(set(cases_tested()) - set(IDS)) == []


def test_the_page_of_the_documentation_is_as_it_should_be():
    assert PAGE.read_text("utf-8") == page(), "run python -m tests.make.abuse_cases"


def test_there_are_as_many_cases_as_were_written_down():
    assert len(IDS) == len(set(IDS)) == 122


def test_every_case_has_a_defect_that_its_tests_must_notice():
    told = [one.case.upper() for one in defects()]
    assert [case for case in IDS if case not in told] == []
    assert told == sorted(told, key=IDS.index), "in the order of the page"


def test_every_defect_can_be_planted():
    """A line that was written anew takes its defect along: `make mutants` would stop there."""
    counts = {(one.case, one.now): (ROOT / one.file).read_text("utf-8").count(one.now) for one in defects()}
    assert {where: count for where, count in counts.items() if count != 1} == {}

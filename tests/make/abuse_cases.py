"""The abuse cases, each with the tests that bear its id, as a page of the documentation.

    python -m tests.make.abuse_cases

writes docs/abuse-cases.md anew; `make test` fails where it is not as it should be, and where a case has no
test.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "abuse-cases.md"
NAMED = re.compile(r"^ *(?:async )?def (test_([a-z]\d\d)_\w+)", re.M)
# One test for several cases: their first and last stand in its name.
SPAN = re.compile(r"^def (test_([a-z])(\d\d)_to_\2(\d\d)_\w+)", re.M)

CASES = {
    "Who may do what": {
        "A01": "open, change or find the draft of another unit",
        "A02": "send fields that a form does not ask for: state, owner, role, points",
        "A03": "gain rights over people or units by moving, granting or helping",
        "A04": "walk along the addresses of people",
        "A05": "read a nomination that is scored by others",
        "A06": "act as staff in a province where one is not",
        "A07": "add a page that says nothing of who may open it",
        "A08": "use another verb on an address",
        "A09": "spell an address in another way",
        "A10": "go on with a role that was taken away",
        "A11": "go on with an account that was closed",
        "A12": "act in somebody else's name",
        "A13": "open closed doors with a secret in a header",
        "A14": "go on asking the API after the role has ended",
        "A15": "sign in by a secret in the address",
        "A16": "slip something foreign into a bulk action",
        "A17": "open what has passed to another unit by an old link",
    },
    "Conflicts of interest and blind review": {
        "B01": "score what one is tied to",
        "B02": "declare a tie after scoring",
        "B03": "look at scores or decide although tied",
        "B04": "find a reviewer's name in a page, a file or its metadata",
        "B05": "find hidden columns, sheets or remarks in an export",
        "B06": "learn from a mail who else got it",
        "B07": "search for a reviewer's name",
        "B08": "learn of hidden records from totals, counts or order",
        "B09": "have names of people completed",
        "B10": "learn from figures how many have scored",
        "B11": "read the author of a score in a history",
        "B12": "tell from a refusal whether something is there",
        "B13": "read the ballots of others before one's own is in",
        "B14": "recognise a reviewer by the number in several nominations",
        "B15": "recognise a reviewer by when something was scored",
        "B16": "read of people by the thousand",
        "B17": "leave no trace of having read, or have what was changed after a leak stand",
    },
    "The course of a review": {
        "W01": "skip a stage or send an old form again",
        "W02": "change a ballot after it was locked",
        "W03": "decide at the same moment as somebody else, otherwise",
        "W04": "write over what somebody else has just stored",
        "W05": "press twice, or go back and send again",
        "W06": "replay what was sent an hour ago",
        "W07": "come a second late",
        "W08": "read a deadline in another time zone",
        "W09": "have the clock jump",
        "W10": "change the rules while nominations are under way",
        "W11": "close a stage with something missing",
        "W12": "flood a public notice with objections",
        "W13": "merge, split or close a unit in the middle of a review",
        "W14": "nominate, review and decide alone",
        "W15": "give points that are none",
        "W16": "withdraw during a decision, open again after it",
        "W17": "have the work of a day done twice",
        "W18": "have a draft stored after it was handed in",
    },
    "Files": {
        "U01": "upload a page or a drawing with scripts under another name",
        "U02": "upload a file that is two kinds at once",
        "U03": "upload an archive that unfolds without end",
        "U04": "upload a picture of a billion points",
        "U05": "upload a PDF that takes all memory",
        "U06": "upload a document with outside entities",
        "U07": "upload macros, programs or scripts inside documents",
        "U08": "give a file a name that leads elsewhere",
        "U09": "upload an archive whose parts lie outside it",
        "U10": "upload too much",
        "U11": "break off in the middle, or send for ever",
        "U12": "learn from a photo where it was taken",
        "U13": "guess the address of a file, or ask for parts of it",
        "U14": "send the same file, or the same name, twice",
        "U15": "lose or change a stored file",
        "U16": "put a formula into a cell",
        "U17": "put field codes into a paper",
        "U18": "give a link that runs something",
    },
    "The web": {
        "X01": "store a script in a text",
        "X02": "send a form from another site",
        "X03": "change something by opening an address",
        "X04": "show pages inside another site",
        "X05": "lead somebody elsewhere after signing in",
        "X06": "claim another host",
        "X07": "read answers from another site",
        "X08": "have the server fetch an address",
        "X09": "read a private page from a cache",
        "X10": "learn from a tag whether a private record changed",
        "X11": "have a private page kept as if it were a file",
        "X12": "put templates, formats or line breaks into texts",
        "X13": "send requests that are none",
        "X14": "look for the inside of the program",
        "X15": "read more in JSON than is described",
    },
    "Accounts": {
        "L01": "guess passwords",
        "L02": "find out who has an account",
        "L03": "use a session that was fixed or stolen",
        "L04": "use a link for a new password twice, late or by guess",
        "L05": "sign in with an account of the demonstration",
        "L06": "take a name that looks like another",
        "L07": "send a password of a megabyte, or cut one",
        "L08": "guess or repeat the code of a phone",
        "L09": "know the password one gives to somebody",
        "L10": "leave work behind that nobody can go on with",
        "L11": "have personal values erased and break the log by it",
    },
    "Search": {
        "S01": "ask with stars",
        "S02": "ask with thousands of words and brackets",
        "S03": "ask for a page without end",
        "S04": "ask for all filters at once",
        "S05": "ask with what is no text",
        "S06": "ask in another spelling of Unicode",
        "S07": "delete, cut or plant an index",
        "S08": "find what was withdrawn",
    },
    "The installation": {
        "P01": "kill a process in the middle of writing",
        "P02": "cut the power",
        "P03": "fill the disk",
        "P04": "make the disk read-only",
        "P05": "lock the database",
        "P06": "take the store of files away",
        "P07": "take the mail server away",
        "P08": "stop the worker, poison a job, run it twice",
        "P09": "break a migration half-way",
        "P10": "start two programs at once",
        "P11": "back up while people write, restore elsewhere",
        "P12": "change the database by hand",
        "P13": "write lines into the log of the program",
        "P14": "find secrets in the log of the program",
        "P15": "bring in dangerous calls",
        "P16": "have files and threads pile up",
        "P17": "stop the server during requests",
        "P18": "serve one database from two hosts",
    },
}
IDS = [one for cases in CASES.values() for one in cases]


def cases_tested():
    """{id: tests that bear it, as `folder/file::name`}."""
    found = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text, place = path.read_text("utf-8"), path.relative_to(ROOT / "tests")
        for name, case in NAMED.findall(text):
            found.setdefault(case.upper(), []).append(f"{place}::{name}")
        for name, letter, first, last in SPAN.findall(text):
            for number in range(int(first) + 1, int(last) + 1):
                found.setdefault(f"{letter.upper()}{number:02}", []).append(f"{place}::{name}")
    return found


def page():
    """The page as it should be."""
    found = cases_tested()
    lines = [
        "# Abuse cases and their tests",
        "",
        "What somebody who wants to do harm, or has bad luck, may try, and where below `tests/` it is tried.",
        "A test bears the id of its case in its name; `make mutants` takes away what each case rests on, as",
        "`tests/mutants/defects.toml` tells, and asks whether these tests notice. It is made by",
        "`python -m tests.make.abuse_cases`; `make test` fails where a case has no test or no such defect.",
    ]
    for title, cases in CASES.items():
        lines += ["", f"## {title}", "", "| Case | Somebody tries to | Tests |", "|---|---|---|"]
        for case, tried in cases.items():
            files = dict.fromkeys(test.partition("::")[0] for test in found.get(case, []))
            told = ", ".join(f"`{file}`" for file in files)
            lines.append(f"| {case} | {tried} | {told} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")

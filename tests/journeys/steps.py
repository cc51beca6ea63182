"""What people do on the pages, step by step; buttons and links are named as the code names them."""

import re
from datetime import timedelta

from registry.core.clock import today
from tests.make.spoken import vi

TITLE = "Tổ tự quản đường hoa thay bãi rác ở Suối Tre"
SECTIONS = {
    "ten-va-don-vi": {
        "summary": "Bảy tổ tự quản dọn bãi rác, trồng hoa hai bên đường và giữ đường sạch quanh năm.",
        "started": "03/2024",
        "topics": "đường hoa, phân loại rác",
    },
    "van-de-va-muc-tieu": {
        "situation": "Năm 2023 cả xã có 14 bãi rác tự phát dọc đường liên thôn.",
        "goals": "Không còn bãi rác tự phát, mỗi thôn một đoạn đường hoa trước tháng 6/2025.",
        "target_group": "386 hộ dân bảy thôn.",
    },
    "cach-lam": {
        "method": "1. Họp từng thôn. Dân chọn đoạn đường.\n2. Chia tổ. Mỗi tổ giữ 500 m.",
        "forces": "Hội Phụ nữ chủ trì, Đoàn Thanh niên trồng hoa, trưởng thôn theo dõi.",
        "partners-0-name": "Đoàn Thanh niên xã",
        "partners-0-part": "Ươm và trồng hoa",
        "resources": "Cây giống của dân, 62 triệu đồng tiền công cụ.",
        "budget_vnd": "62.000.000",
        "community_percent": "70",
        "schedule": "Họp dân tháng 3/2024, trồng tháng 9/2024, đánh giá mỗi quý.",
    },
    "ket-qua": {
        "results-0-indicator": "Bãi rác tự phát",
        "results-0-measure": "bãi",
        "results-0-before": "14",
        "results-0-after": "0",
        "results-0-as_of": "30/06/2025",
        "results-1-indicator": "Đường có hoa",
        "results-1-measure": "km",
        "results-1-before": "0",
        "results-1-after": "6,5",
        "results-1-as_of": "30/06/2025",
        "outcome": "Người dân tự nhắc nhau, đường làng sạch và sáng.",
        "outputs": "6,5 km đường hoa, bảy tổ tự quản có quy ước.",
        "sources": "https://example.org/duong-hoa",
    },
    "dieu-kien-nhan-rong": {
        "needs_people": "Mỗi thôn một tổ từ năm đến bảy người.",
        "needs_money": "Khoảng 9 triệu đồng một thôn.",
        "needs_time": "Sáu tháng từ cuộc họp đầu tiên.",
        "pitfalls": "Trồng trước khi chia đoạn thì không ai chăm.",
        "upkeep": "Quỹ tổ 20 nghìn đồng một hộ mỗi năm.",
    },
}
COMMENT = "Số liệu trước và sau rõ ràng, có biên bản."


def press(person, name):
    """Press the button or follow the link of this name (in English) in the main part of the page."""
    main = person.page.locator("main")
    button = main.get_by_role("button", name=vi(name), exact=True)
    button.or_(main.get_by_role("link", name=vi(name), exact=True)).first.click()
    # What follows counts what is there, and the end of a page may still be on its way.
    person.page.wait_for_load_state()


def fill(person, values):
    """Type into fields by their ids, asking for rows that are not there; True and False tick and untick."""
    for name, value in values.items():
        field = person.page.locator(f"[id='{name}']")
        if re.search(r"-\d+-", name) and not field.count():
            press(person, "Add a row")
        if isinstance(value, bool):
            field.set_checked(value)
        else:
            field.fill(value)


def says(person, words):
    """Fail unless the page says these words."""
    assert words in person.text(), (words, person.page.url, person.text()[:3000])


def reference_in(person):
    """The first public reference in the address of the page."""
    return re.search(r"/([A-Z]{2}-\d{4}-\d+)", person.page.url)[1]


def start(member, title=TITLE):
    """Begin a registration; returns its reference."""
    member.open("/dang-ky")
    fill(member, {"entry_kind-0": True, "subject_kind-0": True, "field-1": True, "title": title})
    press(member, "Start registration")
    return reference_in(member)


def describe(member, reference, sections=SECTIONS):
    """Fill in the sections of a registration."""
    for section, values in sections.items():
        member.open(f"/mo-hinh/{reference}/sua/{section}")
        fill(member, values)
        press(member, "Save and return to the list")
        assert member.page.url.endswith("/sua"), member.text()


def attach(member, reference, paths, supports, visibility="visibility-0"):
    """Attach files that support a result."""
    member.open(f"/mo-hinh/{reference}/minh-chung")
    member.page.set_input_files("#files", [str(path) for path in paths])
    fill(member, {"caption": f"Minh chứng: {supports}", visibility: True})
    member.page.select_option("#result", label=supports)
    press(member, "Add the files")
    for path in paths:
        # With scripts the files send themselves, and the list follows when they have arrived.
        member.page.locator("#tep").get_by_text(path.name).first.wait_for()


def register(member, reference):
    """Register the model for good and follow the way to its nomination."""
    member.open(f"/mo-hinh/{reference}/kiem-tra")
    fill(member, {"agreed": True})
    press(member, "Register the model")


def nominate(member, reference):
    """Put the model forward and ask for the signature; returns the reference of the nomination."""
    member.open(f"/mo-hinh/{reference}/de-cu")
    fill(member, {"campaign-0": True})
    press(member, "Start the nomination")
    nomination = reference_in(member)
    press(member, "Ask the lead to sign")
    return nomination


def sign(lead, nomination):
    """Sign a nomination for the unit."""
    lead.open(f"/de-cu/{nomination}/ky")
    fill(lead, {"declared": True})
    press(lead, "Sign and submit")
    says(lead, nomination)
    assert lead.findings() == []


def send_back(staff, nomination, reason):
    """Return a nomination to its unit with a reason."""
    staff.open(f"/de-cu/{nomination}/tham-tra")
    staff.page.locator("details.fold > summary").click()
    fill(staff, {"phan-results": True, "phan-evidence": True, "reason": reason})
    press(staff, "Return to the unit")


def verify(staff, nomination):
    """Say that a nomination is complete, or goes on as it is."""
    staff.open(f"/de-cu/{nomination}/tham-tra")
    if staff.page.locator("#accepts_gaps").count():
        fill(staff, {"accepts_gaps": True})
        press(staff, "Pass it on to be scored all the same")
    else:
        press(staff, "The dossier is complete")


def begin_again(member, reference):
    """Open the part that a returned dossier lacks, in a new version of the model."""
    member.open(f"/mo-hinh/{reference}/sua")
    # Its name goes on with the first part that is asked for.
    begins = re.compile(f"^{re.escape(vi('Complete the registration'))}")
    member.page.locator("main").get_by_role("button", name=begins).first.click()
    member.page.wait_for_load_state()


def assign(secretary, nomination, names):
    """Give a nomination to reviewers."""
    secretary.open(f"/de-cu/{nomination}/phan-cong")
    for name in names:
        secretary.page.get_by_role("checkbox", name=re.compile(name)).check()
    press(secretary, "Assign")


def take_up(reviewer, answer="answer-0", reason=""):
    """Open the one nomination that waits and say whether there is a conflict of interest."""
    reviewer.open("/cham-diem")
    reviewer.page.locator("main a[href*='/cham-diem/PC-']").first.click()
    fill(reviewer, {answer: True, "reason": reason})
    press(reviewer, "Continue")


def score(reviewer, shares):
    """Give points to every criterion, then submit the ballot. The page is the ballot's."""
    criteria = reviewer.page.locator(".crit")
    criteria.last.wait_for()
    assert criteria.count() == len(shares)
    for number, points in enumerate(shares):
        one = criteria.nth(number)
        if one.get_attribute("open") is None:
            one.locator("summary").first.click()
        one.locator("input[inputmode=decimal]").fill(points)
        one.locator("textarea").fill(COMMENT)
    press(reviewer, "Save draft")
    press(reviewer, "Review and submit")
    press(reviewer, "Submit ballot")


def decide(signer, nomination, number):
    """Recognise a model with a number and today's date."""
    signer.open(f"/de-cu/{nomination}/quyet-dinh")
    values = {"outcome-0": True, "number": number, "decided_on": f"{today():%d/%m/%Y}", "confirmed": True}
    fill(signer, values)
    press(signer, "Record the decision")


def copy_model(neighbour, reference):
    """Register that one's own unit copies a model; returns the reference of the copy."""
    neighbour.open(f"/mo-hinh/{reference}")
    press(neighbour, "Register one that runs already")
    begin = f"{today() - timedelta(days=3):%d/%m/%Y}"
    values = {"kind-0": True, "started_on": begin, "reason": "Xã tôi cũng có bãi rác ven đường."}
    fill(neighbour, values | {"adaptation": "Thêm điểm thu gom vỏ bao thuốc."})
    press(neighbour, "Register the replication")
    return reference_in(neighbour)

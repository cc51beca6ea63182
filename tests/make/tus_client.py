"""A client of tus 1.0 that sends what tus-js-client sends, by the test client or over the network."""

import base64
import hashlib

from tests.make.browser_client import form_of

PART = "application/offset+octet-stream"


def metadata(**values):
    """The header of these values."""
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())


def checksum(content, algorithm="sha256"):
    """The header of the checksum of these bytes."""
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


class Tus:
    """Begins, moves and asks for transfers of one model, as the person signed in to `client`."""

    def __init__(self, client, exemplar):
        self.client = client
        self.base = f"/mo-hinh/{exemplar.reference}/minh-chung/tai-len"
        page = client.get(f"/mo-hinh/{exemplar.reference}/minh-chung")
        self.token = form_of(page.text, "them")[0]["csrf_token"]

    def ask(self, method, address=None, data=b"", **headers):
        """One request with the headers of the protocol; None takes one away."""
        known = {"Tus-Resumable": "1.0.0", "X-CSRFToken": self.token}
        known |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in known.items() if value is not None}
        return self.client.open(address or self.base, method=method, data=data, headers=sent)

    def begin(self, size, **said):
        """Announce a file; the answer."""
        said = {"filename": "anh.jpg", "caption": "Họp thôn", **said}
        return self.ask("POST", Upload_Length=str(size), Upload_Metadata=metadata(**said))

    def begun(self, size, **said):
        """The address of an announced file."""
        answer = self.begin(size, **said)
        assert answer.status_code == 201, answer.text
        return answer.headers["Location"]

    def send(self, address, content, offset=0, **headers):
        """Send a part."""
        values = {"Upload_Offset": str(offset), "Content_Type": PART, **headers}
        return self.ask("PATCH", address, content, **values)

    def offset(self, address):
        """How far a file has come."""
        return int(self.ask("HEAD", address).headers["Upload-Offset"])

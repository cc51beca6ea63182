"""Reads markup as it comes, piece by piece: no declarations, no entities, nothing fetched."""

from collections.abc import Iterable
from xml.parsers import expat

from registry.evidence.readers.frame import Refusal

# Relations that fetch something when the file is opened; a link that one must click is none of them.
FETCHED = ("attachedTemplate", "oleObject", "frame", "subDocument", "control", "package")
DEEPEST = 500
TABBED = {"tc", "c", "table-cell", "covered-table-cell"}
BROKEN = {"p", "h", "tr", "row", "table-row", "br", "cr", "line-break", "si"}


class Watcher:
    """Refuses a part with a document type or an entity, or nested without end."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._declared
        self._parser.EntityDeclHandler = self._declared
        self._parser.StartElementHandler = self._opened
        self._parser.EndElementHandler = self._closed
        self._parser.CharacterDataHandler = self.on_text
        self._depth, self._is_command = 0, False

    def feed(self, piece: bytes) -> None:
        """Take the next piece. Raises Refusal."""
        try:
            self._parser.Parse(piece, False)
        except expat.ExpatError as error:
            raise Refusal("damaged") from error

    def close(self) -> None:
        """Say that nothing follows."""
        try:
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Refusal("damaged") from error

    def _declared(self, *_what: object) -> None:
        raise Refusal("entities")

    def _opened(self, name: str, values: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Refusal("bomb")
        self.on_open(name.rpartition(":")[2], values)

    def _closed(self, name: str) -> None:
        self._depth -= 1
        self.on_close(name.rpartition(":")[2])

    def on_open(self, name: str, values: dict[str, str]) -> None:
        """An element begins."""
        self._is_command = name == "instrText"

    def on_close(self, name: str) -> None:
        """An element ends."""
        self._is_command = False

    def on_text(self, text: str) -> None:
        """Text inside an element: a field that starts another program is refused."""
        if self._is_command and text.strip().upper().startswith("DDE"):
            raise Refusal("macros")


class Relations(Watcher):
    """Refuses relations that fetch a template or an object from elsewhere."""

    def on_open(self, name: str, values: dict[str, str]) -> None:
        kind = values.get("Type", "").rpartition("/")[2]
        if values.get("TargetMode") == "External" and kind in FETCHED:
            raise Refusal("objects")


class _Listener(Watcher):
    """Hands what it reads to the words that are gathered."""

    def __init__(self, words: "Words") -> None:
        super().__init__()
        self._words = words

    def on_open(self, name: str, values: dict[str, str]) -> None:
        self._words.open(name, values)

    def on_close(self, name: str) -> None:
        self._words.close(name)

    def on_text(self, text: str) -> None:
        self._words.add(text)


class Words:
    """The text of a file: paragraphs and rows on lines of their own, cells with tabs between them."""

    def __init__(self, most: int) -> None:
        self._room, self._parts = most, [""]
        self._shared: list[str] = []
        self._part, self._is_wanted, self._is_shared, self._number = "", False, False, ""

    @property
    def is_full(self) -> bool:
        """Whether no more is kept."""
        return self._room <= 0

    def read(self, part: str, pieces: Iterable[bytes]) -> None:
        """Read one part. The shared words of a workbook are kept aside for the cells that name them."""
        self._part = part
        listener = _Listener(self)
        for piece in pieces:
            listener.feed(piece)
            if self.is_full:
                return
        if part == "xl/sharedStrings.xml":
            self._shared, self._parts = "".join(self._parts).split("\n"), [""]

    def open(self, name: str, values: dict[str, str]) -> None:
        """An element begins."""
        if name == "c":
            self._is_shared = values.get("t") == "s"
        is_odf = self._part == "content.xml"
        self._is_wanted = name in {"t", "v"} or (is_odf and name not in {"binary-data"})
        if name in {"tab", "s"} and not self._part.startswith("xl/"):
            self._keep("\t" if name == "tab" else " ")

    def close(self, name: str) -> None:
        """An element ends: a line or a cell may end with it."""
        if self._part != "content.xml":
            self._is_wanted = False
        if name == "v" and self._number:
            number, self._number = self._number, ""
            self._keep(self._shared_words(number))
        if name in TABBED:
            self._keep("\t")
        elif name in BROKEN:
            self._keep("\n")

    def add(self, text: str) -> None:
        """Text inside an element."""
        if not self._is_wanted:
            return
        if self._is_shared and self._part.startswith("xl/worksheets/"):
            # The number may come in two pieces.
            self._number += text
            return
        if self._part.startswith("xl/"):
            text = text.replace("\n", " ")
        self._keep(text)

    def _shared_words(self, number: str) -> str:
        place = int(number) if number.isdecimal() and len(number) < 9 else -1
        return self._shared[place] if 0 <= place < len(self._shared) else ""

    def _keep(self, text: str) -> None:
        if not self.is_full:
            self._parts.append(text[: self._room])
            self._room -= len(text)

    def text(self) -> str:
        """Everything kept, without empty lines and the tabs before a line's end."""
        lines = (line.strip() for line in "".join(self._parts).replace("\n\t", "\t").split("\n"))
        return "\n".join(line for line in lines if line)

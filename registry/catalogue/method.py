"""The text on how a model is done, as steps when it is written as numbered lines."""

import re
from dataclasses import dataclass, field

# A first sentence up to this long is the name of its step.
TITLE_LENGTH = 110
_NUMBERED = re.compile(r"\s*(?:bước\s+)?(\d{1,2})\s*[.):]\s+(.+)", re.IGNORECASE)
_FIRST_SENTENCE = re.compile(r"(.+?)(?:[.:]|\s[–-])\s+(?=\S)(.+)", re.DOTALL)


@dataclass
class Step:
    """One step: its name, and what is done in it. One of the two may be empty."""

    title: str
    text: str = ""


@dataclass
class Method:
    """What stands before the steps, and the steps; without numbers everything is `before`."""

    before: str = ""
    steps: list[Step] = field(default_factory=list)


def method_of(text: str) -> Method:
    """Split a text into its numbered steps. One number alone makes no list."""
    before: list[str] = []
    steps: list[list[str]] = []
    for line in text.split("\n"):
        if found := _NUMBERED.fullmatch(line):
            steps.append([found[2].strip()])
        elif steps:
            steps[-1].append(line.strip())
        else:
            before.append(line)
    if len(steps) < 2:
        return Method(text)
    return Method("\n".join(before).strip(), [_step("\n".join(lines).strip()) for lines in steps])


def _step(text: str) -> Step:
    found = _FIRST_SENTENCE.fullmatch(text)
    if found and len(found[1]) <= TITLE_LENGTH:
        return Step(found[1].strip(), found[2].strip())
    if len(text) <= TITLE_LENGTH:
        return Step(text.rstrip("."))
    return Step("", text)

"""The picture that stands for a model where its address is shared: its photo, or its name on a card."""

from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from itertools import groupby

from PIL import Image, ImageDraw, ImageFont, ImageOps

from registry.settings import ROOT

SIZE = (1200, 630)
RED, DARK, RING, GOLD, WHITE = "#701512", "#5c100e", "#8a3426", "#c49a42", "#ffffff"
MARGIN, MOST_LINES = 80, 4
NAME_SIZE, SMALL_SIZE = 60, 32
QUALITY = 82
FONTS = ROOT / "static" / "fonts"
# The letters that stand only in the Vietnamese half of a typeface.
VIETNAMESE = frozenset("ĂăĐđĨĩŨũƠơƯư₫" + "".join(map(chr, range(0x1EA0, 0x1EFA))))


@lru_cache(maxsize=64)
def card_of_photo(photo: bytes) -> bytes:
    """A photo cut to the shape of a preview."""
    with Image.open(BytesIO(photo), formats=("WEBP", "JPEG", "PNG")) as picture:
        return _jpeg(
            ImageOps.fit(picture.convert("RGB"), SIZE, Image.Resampling.LANCZOS, centering=(0.5, 0.4))
        )


@lru_cache(maxsize=64)
def card_of_name(title: str, unit: str, site: str) -> bytes:
    """A card with the name of the model, its unit and the name of the register."""
    card = Image.new("RGB", SIZE, RED)
    pen = ImageDraw.Draw(card)
    for radius in (120, 190, 210, 290, 300, 390):
        pen.ellipse((1130 - radius, 90 - radius, 1130 + radius, 90 + radius), outline=RING, width=2)
    pen.rectangle((0, SIZE[1] - 110, *SIZE), fill=DARK)
    bottom = 150
    for line in _lines(title, NAME_SIZE, SIZE[0] - 2 * MARGIN - 60):
        _write(pen, line, (MARGIN, bottom), NAME_SIZE, WHITE)
        bottom += 78
    for line in _lines(unit, SMALL_SIZE, SIZE[0] - 2 * MARGIN)[:1]:
        _write(pen, line, (MARGIN, bottom), SMALL_SIZE, GOLD)
    _write(pen, site, (MARGIN, SIZE[1] - 45), SMALL_SIZE, WHITE)
    return _jpeg(card)


def _jpeg(picture: Image.Image) -> bytes:
    target = BytesIO()
    picture.save(target, "JPEG", quality=QUALITY, progressive=True)
    return target.getvalue()


@lru_cache(maxsize=8)
def _font(script: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"source-serif-4-{script}-600-normal.woff2"), size)


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with the half of the typeface that has its letters."""
    for vietnamese, letters in groupby(text, key=lambda letter: letter in VIETNAMESE):
        yield ("vietnamese" if vietnamese else "latin"), "".join(letters)


def _width(text: str, size: int) -> float:
    return sum(_font(script, size).getlength(run) for script, run in _runs(text))


def _write(pen: ImageDraw.ImageDraw, text: str, place: tuple[float, float], size: int, colour: str) -> None:
    across, base = place
    for script, run in _runs(text):
        font = _font(script, size)
        pen.text((across, base), run, fill=colour, font=font, anchor="ls")
        across += font.getlength(run)


def _lines(text: str, size: int, most: int) -> list[str]:
    """The words in lines that fit; what does not fit the card ends with three dots."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _width(longer, size) > most:
            lines.append(word)
        else:
            lines[-1] = longer
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1].rstrip(",;:") + " …"]
    return lines

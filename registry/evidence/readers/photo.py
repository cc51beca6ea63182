"""Makes a photo anew: upright, at most 2400 pixels long, nothing but its pixels; and small pictures of it."""

import contextlib
import warnings
from datetime import date, datetime
from io import BytesIO

from PIL import ExifTags, Image, ImageOps

from registry.evidence.likeness import dhash
from registry.evidence.readers import frame
from registry.evidence.readers.pictures import (
    PREVIEW_BYTES,
    PREVIEW_EDGE,
    THUMBNAIL_BYTES,
    THUMBNAIL_EDGE,
    compressed,
    resized,
)

LONG_EDGE = 2400
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP")


def main() -> None:
    """The limit of pixels and, for a photo of a phone, `heif` come as values."""
    most, kind = frame.confine()
    formats: tuple[str, ...] = FORMATS
    if kind == "heif":
        # Loaded for those photos only: it takes a moment.
        from pillow_heif import register_heif_opener  # noqa: PLC0415

        register_heif_opener(thumbnails=False)
        formats = ("HEIF",)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture, taken = _decoded(formats, int(most))
    except (frame.Refusal, Image.DecompressionBombError, Image.DecompressionBombWarning):
        frame.say(refused="large")
        return
    except Exception:
        # Damaged files make the decoders raise nearly everything; none of it is our mishap.
        frame.say(refused="damaged")
        return
    _tell(picture, taken)


def _tell(picture: Image.Image, taken: date | None) -> None:
    picture.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    width, height = picture.size
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=QUALITY)
    frame.give("kept", kept.getvalue())
    preview = resized(picture, PREVIEW_EDGE)
    frame.give("preview", compressed(preview, PREVIEW_BYTES))
    frame.give("thumbnail", compressed(resized(preview, THUMBNAIL_EDGE), THUMBNAIL_BYTES))
    frame.say(
        width=width, height=height, perceptual=dhash(preview) or None, taken=taken and taken.isoformat()
    )


def _decoded(formats: tuple[str, ...], most: int) -> tuple[Image.Image, date | None]:
    picture: Image.Image = Image.open(frame.given(), formats=formats)
    if picture.width * picture.height > most:
        raise frame.Refusal
    picture.draft("RGB", (LONG_EDGE, LONG_EDGE))
    picture.load()
    taken = _taken_on(picture)
    picture = ImageOps.exif_transpose(picture)
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        picture = Image.new("RGB", layer.size, "white")
        picture.paste(layer, mask=layer.getchannel("A"))
    return picture.convert("RGB"), taken


def _taken_on(picture: Image.Image) -> date | None:
    """The day the camera wrote into the photo, if it did."""
    with contextlib.suppress(Exception):
        inside = picture.getexif().get_ifd(ExifTags.IFD.Exif)
        written = str(inside.get(ExifTags.Base.DateTimeOriginal) or "")[:10]
        # Only the day counts, and a camera knows no time zone.
        return datetime.strptime(written, "%Y:%m:%d").date()  # noqa: DTZ007
    return None


if __name__ == "__main__":
    main()

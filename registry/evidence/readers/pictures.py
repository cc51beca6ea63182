"""Small pictures: how large they are, and how they are made."""

from io import BytesIO

from PIL import Image

PREVIEW_EDGE, THUMBNAIL_EDGE = 960, 480
THUMBNAIL_BYTES, PREVIEW_BYTES = 20_000, 90_000


def resized(picture: Image.Image, edge: int) -> Image.Image:
    """A copy that fits a square of `edge` pixels."""
    copy = picture.copy()
    copy.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return copy


def compressed(picture: Image.Image, most: int) -> bytes:
    """A WebP of no more than `most` bytes, if that can be had at all."""
    for quality in (75, 60, 45, 30, 15):
        target = BytesIO()
        picture.save(target, "WEBP", quality=quality, method=2)
        if target.tell() <= most:
            break
    return target.getvalue()

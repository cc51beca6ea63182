"""Photos and PDF files as people attach them, drawn on the spot."""

from PIL import Image, ImageDraw

# Where the photo was taken, which must not stay in it.
GPS, LATITUDE, LONGITUDE = 0x8825, 2, 4


def photo(path, words, colour, size=(1600, 1200)):
    """A JPEG with something to see and with a place in its EXIF, as a telephone makes it."""
    image = Image.new("RGB", size, colour)
    pen = ImageDraw.Draw(image)
    for step in range(0, size[0], 80):
        pen.line((step, size[1], size[0] - step, size[1] // 3), fill="white", width=6)
    pen.text((60, 60), words, fill="white", font_size=72)
    exif = Image.Exif()
    exif[0x010F] = "Telephone"
    exif.get_ifd(GPS).update({LATITUDE: (21.0, 20.0, 30.0), LONGITUDE: (104.0, 10.0, 5.0)})
    image.save(path, "JPEG", quality=85, exif=exif)
    return path


def pdf(path, words):
    """A PDF of one page."""
    page = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(page).text((120, 120), words, fill="black", font_size=48)
    page.save(path, "PDF")
    return path

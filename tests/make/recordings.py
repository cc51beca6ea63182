"""Builders of videos and recordings: small, but of the right structure from end to end."""

import struct
import wave
from io import BytesIO


class Recordings:
    """make.mp4(), make.webm(), make.mp3(), make.wav(), make.ogg()."""

    def mp4(self, seconds=5, *, brand=b"isom", handler=b"vide", place=None, size=2000):
        """A video; `place` is what a phone notes of where it was filmed."""
        length = struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000) + bytes(80)
        told = _box(b"udta", _box(b"\xa9xyz", place)) if place else b""
        media = _box(b"mdia", _box(b"hdlr", bytes(8) + handler + bytes(12)))
        moov = _box(b"moov", _box(b"mvhd", length) + _box(b"trak", media) + told)
        pictures = self.number().to_bytes(4, "big") * (size // 4)
        return _box(b"ftyp", brand + bytes(4) + brand) + moov + _box(b"mdat", pictures)

    def webm(self, seconds=5, *, kind=b"webm", track=1):
        """A video of browsers."""
        head = _element(b"\x1aE\xdf\xa3", _element(b"\x42\x82", kind))
        info = _element(b"\x15I\xa9f", _element(b"\x44\x89", struct.pack(">d", seconds * 1000.0)))
        tracks = _element(b"\x16T\xaek", _element(b"\xae", _element(b"\x83", bytes([track]))))
        cluster = _element(b"\x1fC\xb6u", self.number().to_bytes(4, "big") * 100)
        return head + _element(b"\x18S\x80g", info + tracks + cluster)

    def mp3(self, seconds=2):
        """A recording of 128 kilobits a second."""
        frame = b"\xff\xfb\x90\x00" + self.number().to_bytes(4, "big") + bytes(409)
        return b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) + frame * round(seconds * 44100 / 1152)

    def wav(self, seconds=2):
        """A recording as it is."""
        target = BytesIO()
        with wave.open(target, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(8000)
            sound.writeframes(self.number().to_bytes(2, "big") * 8000 * seconds)
        return target.getvalue()

    def ogg(self, seconds=2):
        """A recording in pages."""
        head = b"\x01vorbis" + bytes(5) + (44100).to_bytes(4, "little") + bytes(14)
        return _page(0, head) + _page(seconds * 44100, self.number().to_bytes(4, "big") * 50)


def _box(kind, content):
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def _element(name, content):
    return name + (len(content) | 1 << 56).to_bytes(8, "big") + content


def _page(position, content):
    segments = (
        bytes([len(content)])
        if len(content) < 255
        else bytes([255] * (len(content) // 255)) + bytes([len(content) % 255])
    )
    head = b"OggS\x00\x00" + position.to_bytes(8, "little") + bytes(12) + bytes([len(segments)])
    return head + segments + content

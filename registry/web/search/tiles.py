"""The map of results: a tile for each of the 34 provinces, set about where the province lies.

Hoàng Sa belongs to Đà Nẵng and Trường Sa to Khánh Hòa; both are always drawn. No map of others is used.
"""

from dataclasses import dataclass
from typing import Any

from registry.discovery.filters import TODAY
from registry.units import queries as units
from registry.web.search.address import Address
from registry.web.search.facets import Counts

# code: (what stands on the tile, column, row)
TILES: dict[str, tuple[str, int, int]] = {
    "lai-chau": ("LCh", 1, 0), "lao-cai": ("LCa", 2, 0), "tuyen-quang": ("TQ", 3, 0),
    "cao-bang": ("CB", 4, 0), "dien-bien": ("ĐB", 0, 1), "son-la": ("SL", 1, 1), "phu-tho": ("PT", 2, 1),
    "thai-nguyen": ("TNg", 3, 1), "lang-son": ("LS", 4, 1), "ha-noi": ("HN", 2, 2),
    "bac-ninh": ("BN", 3, 2), "hai-phong": ("HP", 4, 2), "quang-ninh": ("QN", 5, 2),
    "ninh-binh": ("NB", 2, 3), "hung-yen": ("HY", 3, 3), "thanh-hoa": ("TH", 2, 4),
    "nghe-an": ("NA", 2, 5), "ha-tinh": ("HT", 2, 6), "quang-tri": ("QT", 3, 7), "hue": ("Huế", 3, 8),
    "da-nang": ("ĐN", 4, 8), "quang-ngai": ("QNg", 4, 9), "gia-lai": ("GL", 4, 10),
    "dak-lak": ("ĐL", 4, 11), "khanh-hoa": ("KH", 5, 11), "tay-ninh": ("TN", 1, 12),
    "ho-chi-minh": ("HCM", 2, 12), "dong-nai": ("ĐNa", 3, 12), "lam-dong": ("LĐ", 4, 12),
    "an-giang": ("AG", 0, 13), "dong-thap": ("ĐT", 1, 13), "vinh-long": ("VL", 2, 13),
    "ca-mau": ("CM", 0, 14), "can-tho": ("CT", 1, 14),
}  # fmt: skip
# name: (the province it belongs to, across, down)
ISLANDS = {"Hoàng Sa": ("da-nang", 310, 391), "Trường Sa": ("khanh-hoa", 346, 599)}
CLASSES = 4
WIDTH, HEIGHT, LEFT, TOP = 50, 47, 2, 2


@dataclass(frozen=True)
class Tile:
    """A province on the map: where it stands, what it is called, how many models, how dark it is."""

    code: str
    short: str
    name: str
    x: int
    y: int
    count: int
    shade: int
    href: str


def tiles_of(address: Address, counts: Counts) -> list[Tile]:
    """All tiles, with the address that leaves the models of that province alone."""
    found = counts.get(TODAY, {})
    names = {unit.code: unit.name for unit in units.list_by_codes(TILES)}
    limits = limits_of(found)
    return [
        Tile(
            code,
            short,
            names.get(code, short),
            LEFT + column * WIDTH,
            TOP + row * HEIGHT,
            found.get(code, 0),
            sum(found.get(code, 0) >= low for low, _high in limits),
            address.with_only("province", code).url() if found.get(code) else "",
        )
        for code, (short, column, row) in TILES.items()
    ]


def islands() -> list[tuple[str, str, int, int]]:
    """The two groups of islands: name, province, place on the map."""
    names = {unit.code: unit.name for unit in units.list_by_codes(code for code, _x, _y in ISLANDS.values())}
    return [(name, names.get(code, ""), x, y) for name, (code, x, y) in ISLANDS.items()]


def limits_of(counts: dict[str, int]) -> list[tuple[int, int]]:
    """The least and the most of each shade, from the lightest; shades that hold nothing are left out."""
    most = max((counts.get(code, 0) for code in TILES), default=0)
    if not most:
        return []
    edges = sorted({1 + (most * step) // CLASSES for step in range(CLASSES)})
    edges = [edge for edge in edges if edge <= most]
    return [(low, high - 1) for low, high in zip(edges, [*edges[1:], most + 1], strict=True)]


def elsewhere_of(counts: Counts, total: int) -> int:
    """How many of the models found stand on no tile: those whose province nobody wrote down."""
    return max(0, total - sum(counts.get(TODAY, {}).get(code, 0) for code in TILES))


def legend_of(counts: Counts) -> list[dict[str, Any]]:
    """The shades with their limits."""
    return [
        {"shade": shade, "label": str(low) if low == high else f"{low}–{high}"}
        for shade, (low, high) in enumerate(limits_of(counts.get(TODAY, {})), start=1)
    ]

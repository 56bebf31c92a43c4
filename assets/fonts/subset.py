"""Makes the till's own font from Debian's Noto Sans CJK (make font).

Noto's collection has 19 MB and compact outlines (CFF), which PDF
libraries for Go can't embed. This keeps the characters that a Hong Kong till shows, in Hong
Kong's forms, turns their outlines into TrueType's, and packs each weight.
The same input makes the same bytes.
"""

import gzip
import io
import pathlib

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

HERE = pathlib.Path(__file__).parent
NOTO = "/usr/share/fonts/opentype/noto/NotoSansCJK-{}.ttc"
HONG_KONG = "Noto Sans CJK HK"
FAMILY = "Harbour Till Sans"
LIMIT = 3_000_000  # bytes, both weights together

# The line of Noto Sans, which is what Fyne's own theme lays texts out with;
# Noto Sans CJK's own line is 6 % higher than any glyph kept here needs.
ASCENT, DESCENT = 1069, -293

# How far an outline may be off, in thousandths of the type size.
TOLERANCE = 1.5

# Characters beyond U+FFFF have a second code point from here on, in their
# order, for libraries that can't write the first one.
PRIVATE = 0xE000

# What Noto Sans CJK doesn't have, by what it has.
ALIASES = {0x2009: " ", 0x202F: " ", 0x2714: "✓"}
# What is drawn here instead: crosses, and the key that deletes to the left.
CROSSES = (0x2715, 0x2716, 0x2717, 0x2718)
ERASE = 0x232B


def block(codec, leads, trails, last=0xFFFF):
    """The characters of a block of a double-byte character set."""
    found = set()
    for lead in leads:
        for trail in trails:
            if lead << 8 | trail > last:
                continue
            try:
                found.add(ord(bytes([lead, trail]).decode(codec)))
            except UnicodeDecodeError:
                pass  # a gap in the block
    return found


def wanted():
    """The code points that the font is to hold."""
    big5_trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    points = block("big5", range(0xA4, 0xC7), big5_trails, last=0xC67E)
    assert len(points) == 5401, len(points)
    simplified = block("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF))
    assert len(simplified) == 3755, len(simplified)
    points |= simplified
    points |= {ord(c) for c in (HERE / "hongkong.txt").read_text("utf-8")} - {ord("\n")}
    for first, last in (
        (0x0020, 0x007E),  # ASCII
        (0x00A0, 0x00FF),  # Latin-1
        (0x2010, 0x2027),  # dashes, quotation marks, bullets, dots
        (0x2030, 0x203E),  # per mille, primes, guillemets
        (0x2070, 0x2089),  # raised and lowered digits
        (0x2190, 0x2199),  # arrows
        (0x2460, 0x2473),  # numbers in circles
        (0x3000, 0x301F),  # Chinese punctuation
        (0xFF01, 0xFF5E),  # full-width ASCII
        (0xFFE0, 0xFFE6),  # full-width signs of currencies
    ):
        points |= set(range(first, last + 1))
    points |= {ord(c) for c in "€₩₫₱™℃℉№℡√∞≈≠≤≥−■□▲△▶▷▼▽◀◁◆◇○◎●★☆☎♥✓⏎㎎㎏㎜㎝㎞㎡㎥㏄"}
    return points


def hong_kong(weight):
    """The weight's Hong Kong font out of Noto's collection."""
    path = NOTO.format(weight)
    for number in range(16):
        font = TTFont(path, fontNumber=number, recalcTimestamp=False)
        if font["name"].getDebugName(1) == HONG_KONG:
            return font
    raise LookupError(f"{path} holds no {HONG_KONG}")


def cut(font, points):
    """Drops from the font whatever isn't needed to write the code points."""
    options = subset.Options()
    options.layout_features = ["kern"]
    options.hinting = False
    options.desubroutinize = True
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
    options.name_languages = [0x409]
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)


def to_truetype(font):
    """Replaces the cubic outlines (CFF) by quadratic ones (glyf)."""
    glyphs = {}
    outlines = font.getGlyphSet()
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(outlines)
        outlines[name].draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
        glyphs[name] = pen.glyph()
    del font["CFF "]
    font["loca"] = newTable("loca")
    table = font["glyf"] = newTable("glyf")
    table.glyphOrder = font.getGlyphOrder()
    table.glyphs = glyphs
    maximum = font["maxp"]
    maximum.tableVersion = 0x00010000
    for field in (
        "maxPoints maxContours maxCompositePoints maxCompositeContours maxTwilightPoints maxStorage "
        "maxFunctionDefs maxInstructionDefs maxStackElements maxSizeOfInstructions maxComponentElements "
        "maxComponentDepth"
    ).split():
        setattr(maximum, field, 0)
    maximum.maxZones = 1
    post = font["post"]
    post.formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"


def bars(pen, centre, half, thick):
    """Draws a cross of two bars, each clockwise, around a centre."""
    (x, y), a, b = centre, half, thick / 2
    for corners in (
        ((-a - b, -a + b), (a - b, a + b), (a + b, a - b), (-a + b, -a - b)),
        ((-a - b, a - b), (-a + b, a + b), (a + b, -a + b), (a - b, -a - b)),
    ):
        polygon(pen, [(x + dx, y + dy) for dx, dy in corners])


def polygon(pen, corners):
    pen.moveTo(corners[0])
    for corner in corners[1:]:
        pen.lineTo(corner)
    pen.closePath()


def draw(font, thick):
    """Adds the glyphs that Noto Sans CJK lacks; thick is a stroke's width."""
    cross = TTGlyphPen(None)
    bars(cross, (500, 380), 290, round(thick * 0.71))
    erase = TTGlyphPen(None)
    outer = ((40, 380), (330, 720), (960, 720), (960, 40), (330, 40))
    inner = ((40 + 1.35 * thick, 380), (330 + 0.45 * thick, 40 + thick), (960 - thick, 40 + thick),
             (960 - thick, 720 - thick), (330 + 0.45 * thick, 720 - thick))
    polygon(erase, outer)
    polygon(erase, [(round(x), round(y)) for x, y in inner])
    bars(erase, (610, 380), 130, round(thick * 0.71))
    for name, pen, points in (("cross", cross, CROSSES), ("erase", erase, (ERASE,))):
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        font["glyf"][name] = pen.glyph()
        font["hmtx"][name] = (1000, 0)
        for table in font["cmap"].tables:
            table.cmap.update({point: name for point in points})


def name_again(font):
    """Adds further code points for glyphs that the font has."""
    has = font.getBestCmap()
    more = {point: has[ord(like)] for point, like in ALIASES.items()}
    beyond = sorted(point for point in has if point > 0xFFFF)
    more |= {PRIVATE + i: has[point] for i, point in enumerate(beyond)}
    for table in font["cmap"].tables:
        table.cmap.update(more)


def describe(font, weight):
    """Names the font as the changed one it is, and sets its line."""
    for record in font["name"].names:
        text = {1: FAMILY, 2: weight, 3: f"{FAMILY} {weight}", 4: f"{FAMILY} {weight}",
                6: f"{FAMILY.replace(' ', '')}-{weight}"}.get(record.nameID)
        if text:
            record.string = text
    lines, metrics = font["hhea"], font["OS/2"]
    lines.ascent, lines.descent, lines.lineGap = ASCENT, DESCENT, 0
    metrics.sTypoAscender, metrics.sTypoDescender, metrics.sTypoLineGap = ASCENT, DESCENT, 0
    metrics.usWinAscent, metrics.usWinDescent = ASCENT, -DESCENT


def make(weight, thick):
    """Makes one weight and returns the size of its file in bytes."""
    font = hong_kong(weight)
    points = wanted()
    cut(font, points)
    to_truetype(font)
    draw(font, thick)
    name_again(font)
    describe(font, weight)
    for name in font.getGlyphOrder():
        glyph = font["glyf"][name]
        glyph.recalcBounds(font["glyf"])
        advance, _ = font["hmtx"][name]
        font["hmtx"][name] = (advance, getattr(glyph, "xMin", 0))
        high, low = getattr(glyph, "yMax", 0), getattr(glyph, "yMin", 0)
        assert low >= DESCENT and high <= ASCENT, (name, low, high)
    plain = io.BytesIO()
    font.save(plain)
    path = HERE / f"sans-{weight.lower()}.ttf.gz"
    path.write_bytes(gzip.compress(plain.getvalue(), 9, mtime=0))
    size = path.stat().st_size
    print(f"{path.name}: {len(font.getBestCmap())} characters, {len(plain.getvalue())} bytes, {size} packed")
    return size


total = make("Regular", 76) + make("Bold", 124)
assert total <= LIMIT, f"{total} bytes are too many"

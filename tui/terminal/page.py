"""The page that a browser shows: textual-serve's, without other sites' files and scripts in it.

A script of its own, `SCRIPT`, shows why a visit has ended: the server says it as it closes the
connection, which textual-serve's script does not read.
"""

from __future__ import annotations

from html import escape

STYLE = """
body { background: #0c181f; margin: 0; color: #e8eaec; font-family: "Roboto Mono", monospace; }
.dialog { position: absolute; z-index: 10; width: 100vw; height: 100vh; display: flex;
          flex-direction: column; align-items: center; justify-content: center; }
.textual-terminal, .closed { opacity: 0; }
.closed, body.-first-byte .intro { display: none; }
body.-first-byte .textual-terminal { opacity: 1; }
body.-closed .closed { opacity: 1; display: flex; background: #0c181fcc; }
a { color: inherit; padding: 1em; }
@font-face { font-family: "Roboto Mono";
             src: url("static/fonts/RobotoMono-VariableFont_wght.ttf"); }
@font-face { font-family: "Roboto Mono"; font-style: italic;
             src: url("static/fonts/RobotoMono-Italic-VariableFont_wght.ttf"); }
"""

SCRIPT = """
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener("close", (event) => {
      const lost = event.wasClean ? "" : "The connection is lost.";
      document.getElementById("reason").textContent = event.reason || lost;
    });
  }
};
"""


def page(title: str, websocket: str, font_size: int, ending: str) -> str:
    """The HTML of the page.

    Args:
        title: what is said until the app is drawn.
        websocket: where it connects to.
        font_size: in pixels.
        ending: what is said when the visit has ended.
    """
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{escape(title)}</title>
<link rel="preload" href="static/fonts/RobotoMono-VariableFont_wght.ttf" as="font" crossorigin>
<link rel="stylesheet" href="static/css/xterm.css">
<style>{STYLE}</style>
<script src="ending.js"></script>
<script src="static/js/textual.js"></script>
</head>
<body>
<div class="dialog intro"><p>{escape(title)}</p><a id="start" href="./"></a></div>
<div class="dialog closed"><p>{escape(ending)}</p><p id="reason"></p>
<a href="./">Begin anew</a></div>
<div id="terminal" class="textual-terminal" data-session-websocket-url="{escape(websocket)}"
 data-font-size="{font_size}"></div>
</body>
</html>
"""


def headers(websocket: str) -> dict[str, str]:
    """What a browser is told to keep to on all pages: its own files, in no frame.

    Args:
        websocket: where the page connects to; empty for one that does not.
    """
    scheme, _, rest = websocket.partition("://")
    socket = f"{scheme}://{rest.partition('/')[0]}" if websocket else ""
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",  # xterm.js writes its colours into the page
        "font-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": f"'self' {socket}".strip(),
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }

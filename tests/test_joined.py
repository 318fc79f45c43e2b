"""Modules joined to one: what stands in it, and what is refused."""

from __future__ import annotations

import re
import subprocess

import pytest

from mannerly.site.joined import joined

MODULES = {
    "start.js": 'import { two } from "./middle.js";\n'
    'import {\n  one,\n} from "./end.js";\n\nconsole.log(one + two);\n',
    "middle.js": 'import { one } from "./end.js";\n\nexport const two = one + 1;\n',
    "end.js": "/** import nothing */\nexport const one = 1;\nexport function three() {}\n",
    "unused.js": "export const one = 5;\n",
}


def test_modules_stand_after_what_they_need() -> None:
    script = joined(MODULES.__getitem__, "start.js")
    assert "5" not in script
    run = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True)
    assert run.stdout == "3\n"


@pytest.mark.parametrize(
    ("module", "refused"),
    [
        ("const one = 2;\n", "end.js and middle.js both declare one: rename one of them"),
        ("export async function three() {}\n", "end.js and middle.js both declare three"),
        ('import { one as first } from "./end.js";\n', "import { one as first }"),
        ('import * as end from "./end.js";\n', "import * as end"),
        ("export { two };\n", "export { two }"),
        ("export default 2;\n", "export default 2"),
        ("const { two } = globalThis;\n", "const { two }"),
        ('const load = () => import("./end.js");\n', 'import("./end.js")'),
        ("const here = import.meta.url;\n", "import.meta.url"),
    ],
)
def test_what_cannot_be_joined_is_refused(module: str, refused: str) -> None:
    modules = {**MODULES, "middle.js": module}
    with pytest.raises(ValueError, match=re.escape(refused)) as error:
        joined(modules.__getitem__, "start.js")
    assert "middle.js" in str(error.value)

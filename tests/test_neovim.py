"""The notes on Neovim, followed to the letter in a real one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from neovim import Neovim, neovim

NOTES = (Path(__file__).parent.parent / "editors" / "README.md").read_text(encoding="utf-8")
SET_UP = [block for block in re.findall(r"```lua\n(.*?)```", NOTES, re.S) if "lsp" in block]
FILE = "rules/all.yml"
GUIDE = {
    "guide.yml": "guide: {title: Lunch}\ncalendar: {years: 2024..2030, holidays: none}\n",
    "facts.yml": """\
facts:
  hungry: {ask: Are you hungry?}
acts:
  go: {title: Go, kind: end, text: Go.}
  stay: {title: Stay, kind: end, text: Stay.}
""",
    FILE: """\
rules:
  - rule: go-there
    when: hungry
    advise: go
    because: One has to eat.
    editorial: So it is.
  - rule: stay-there
    when: not hungry
    advise: stay
    because: One has eaten.
    editorial: So it is.
""",
}

MARKS = "vim.tbl_map(function(one) return one.code end, vim.diagnostic.get(0))"
LINE = 'vim.fn.getline(".")'
SHOWN = (
    "#vim.tbl_filter(function(one) return vim.api.nvim_win_get_config(one).relative"
    ' ~= "" end, vim.api.nvim_list_wins())'
)
CHANGED = "#vim.fn.getbufinfo({bufmodified = 1})"


@pytest.mark.parametrize("init", SET_UP, ids=["as from 0.11 on", "as before"])
def test_what_the_notes_set_up_works(init: str, tmp_path: Path) -> None:
    guide = tmp_path / "guide"
    for name, text in GUIDE.items():
        (guide / name).parent.mkdir(parents=True, exist_ok=True)
        (guide / name).write_text(text)
    (tmp_path / "home").mkdir()
    with neovim(guide, init, FILE, tmp_path / "home") as editor:
        work(editor, guide)


def work(editor: Neovim, guide: Path) -> None:
    """A mistake, its mending, and all else that the table of keys in the notes has."""
    editor.wait("#vim.lsp.get_clients()", 1)
    assert editor.lua("vim.lsp.get_clients()[1].config.root_dir") == str(guide)
    editor.keys("3G^2wcwhungy<Esc>")
    editor.wait(MARKS, ["unknown-name"])
    editor.keys("gra")
    editor.wait('vim.api.nvim_get_mode().mode ~= "n"', True)
    editor.keys("1<CR>")
    editor.wait(LINE, "    when: hungry")
    editor.wait(MARKS, [])
    editor.keys("A and <C-x><C-o>")
    editor.wait(
        "vim.tbl_contains(vim.tbl_map(function(one) return one.word end, "
        'vim.fn.complete_info({"items"}).items), "hungry")',
        True,
    )
    editor.keys("<C-e><Esc>u3G^2w")
    editor.wait(LINE, "    when: hungry")
    editor.keys("K")
    editor.wait(SHOWN, 1)
    editor.keys("<C-]>")
    editor.wait(LINE, "  hungry: {ask: Are you hungry?}")
    editor.keys("<C-t>")
    editor.wait(LINE, "    when: hungry")
    editor.keys("grr")
    editor.wait("#vim.fn.getqflist()", 3)
    editor.keys(":cclose<CR>grn")
    editor.wait("vim.api.nvim_get_mode().mode", "c")
    editor.keys("<C-u>starving<CR>")
    editor.wait(LINE, "    when: starving")
    editor.wait(CHANGED, 2)
    editor.keys(":wa<CR>")
    editor.wait(CHANGED, 0)
    assert "  starving: {ask" in (guide / "facts.yml").read_text()
    editor.keys(":lua vim.lsp.buf.format()<CR>")
    editor.wait("vim.fn.getline(7)", "")

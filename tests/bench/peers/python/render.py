"""Templates, compiled when the function is built, and texts."""

import json
import re
from pathlib import Path

from jinja2 import Environment, ModuleLoader, select_autoescape

_here = Path(__file__).parent
_texts = json.loads((_here / "texts.json").read_text("utf-8"))
_templates = Environment(loader=ModuleLoader(_here / "templates"), autoescape=select_autoescape(["html"]), trim_blocks=True, lstrip_blocks=True)
STYLE = (_here / "style.css").read_text("utf-8")
TOP = {"nps": 10, "enps": 10, "csat": 5, "stars": 5, "ces": 7, "thumbs": 1}
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\s]+")


def render(name, context):
    return _templates.get_template(name).render(context)


def texts_of(language):
    return _texts.get(language) or _texts["en"]


def one_line(text, longest):
    line = _HIDDEN.sub(" ", text).strip()
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def scale(metric):
    low = 0 if metric in ("nps", "enps", "thumbs") else 1
    return range(low, TOP[metric] + 1)

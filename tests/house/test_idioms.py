"""Spellings that have bitten others, and words that don't belong: searched for in the tree."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.house.tree import relative, tree
from tools.environment import ROOT

THIS_FILE = "tests/house/test_idioms.py"


@dataclass(frozen=True)
class Rule:
    """Something that no file may hold, and why; `where` and `allowed` are path patterns."""

    name: str
    pattern: str
    why: str
    where: str = r"^(?!tests/).*\.py$"
    allowed: str = r"^$"

    def breaches(self, path: str, text: str) -> list[str]:
        if not re.search(self.where, path) or re.search(self.allowed, path):
            return []
        return [
            f"{path}:{text.count(chr(10), 0, hit.start()) + 1} {self.name}: {self.why}"
            for hit in re.finditer(self.pattern, text, re.MULTILINE)
        ]


TEMPLATES = r"^(templates|[a-z]+/templates)/.*\.(html|txt)$"
RULES = [
    Rule("enqueue-on-commit", r"ENQUEUE_ON_COMMIT", "use transaction.on_commit where it stands"),
    Rule("use-json-field", r"use_json_field", "StreamField has had no such option since Wagtail 6"),
    Rule("modeladmin", r"\b(wagtail_)?modeladmin\b", "use ModelViewSet, registered in hooks"),
    Rule("snippet-decorator", r"^@register_snippet", "register a viewset in wagtail_hooks.py"),
    Rule(
        "narrow-get-context",
        r"def get_context\(self, request(: \w+)?\)",
        "get_context takes *args and **kwargs",
    ),
    Rule("unsaved-preview", r"filter\(page=self\)", "a preview has no row yet: page_id=self.pk"),
    Rule(
        "clock-in-service",
        r"timezone\.now\(|datetime\.now\(",
        "services take now",
        r"/services\.py$",
    ),
    Rule(
        "receiver",
        r"^@receiver|\.connect\(",
        "signals are no flow: only Anymail's webhooks have receivers",
        allowed=r"^delivery/(receivers|apps)\.py$|^(tools|bench)/",  # these connect to databases
    ),
    Rule("editor-text-as-template", r"\bTemplate\(", "nobody's text is run as a template"),
    Rule(
        "csrf-token", r"\{% csrf_token", "public pages set no cookie", TEMPLATES, r"/admin/|admin_"
    ),
    Rule(
        "safe",
        r"\|\s*safe\b|autoescape off",
        "escape in templates, decide in Python",
        r"^templates/.*\.html$",
    ),
    Rule("script", r"<script\b", "public pages need no script", TEMPLATES, r"/admin/"),
    Rule(
        "inline-style",
        r"\sstyle=\"|<style\b",
        "the policy allows style sheets only",
        TEMPLATES,
        r"/admin/|^templates/emails/",
    ),
    Rule(
        "third-party",
        r"""(src|<link[^>]*href)=["'](https?:)?//|@import|url\(["']?(https?:)?//""",
        "nothing is loaded from elsewhere",
        r"^(templates|static|letters)/.*\.(html|css|txt)$",
    ),
    Rule(
        "loud",
        r"[A-Za-z]!(?=[\s<\"']|$)|\b[Oo]ops\b",
        "the voice is calm",
        r"^templates/.*\.(html|txt)$",
    ),
    Rule(
        "unfinished",
        r"\b(TODO|FIXME|XXX)\b",
        "finish it or file an issue",
        r"\.(py|html|css|md|typ)$",
    ),
    Rule(
        "package-index",
        r"pypi\.(org|python)|pythonhosted|registry\.npmjs|artifactory|(?<!emit-)index-url|/simple\b",
        "which index is asked is each computer's own matter",
        r"\.(py|toml|lock|cfg|ini|sh|yml|yaml)$|^Makefile$|^\.ci/",
    ),
    Rule(
        "path-of-a-computer",
        r"(?<![\w.])/(?:root|home|Users|work)/[a-z]\w*/",
        "the project runs anywhere",
        r".",
    ),
]


def text_files() -> list[tuple[str, str]]:
    """Return path and text of each file that is text."""
    found = []
    for path in tree():
        try:
            found.append((relative(path), path.read_text("utf-8")))
        except UnicodeDecodeError:
            continue
    return [(path, text) for path, text in found if path != THIS_FILE]


@pytest.fixture(scope="module")
def files() -> list[tuple[str, str]]:
    return text_files()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_file_breaks_the_rule(rule, files):
    found = [breach for path, text in files for breach in rule.breaches(path, text)]
    assert found == []


EXAMPLES = {
    "enqueue-on-commit": ("home/tasks.py", "ENQUEUE_ON_COMMIT = True"),
    "use-json-field": ("home/models.py", "StreamField([], use_json_field=True)"),
    "modeladmin": ("home/hooks.py", "from wagtail_modeladmin.options import x"),
    "snippet-decorator": ("home/models.py", "@register_snippet\nclass A: ..."),
    "narrow-get-context": ("home/models.py", "def get_context(self, request):"),
    "unsaved-preview": ("home/models.py", "SignOn.objects.filter(page=self)"),
    "clock-in-service": ("letters/services.py", "now = timezone.now()"),
    "receiver": ("home/models.py", "@receiver(post_save)\ndef resave(): ..."),
    "editor-text-as-template": ("campaign/models.py", "Template(self.body).render()"),
    "csrf-token": ("templates/signatories/sign.html", "{% csrf_token %}"),
    "safe": ("templates/letters/letter.html", "{{ body|safe }}"),
    "script": ("templates/base.html", "<script>1</script>"),
    "inline-style": ("templates/base.html", '<p style="color: red">'),
    "third-party": ("static/css/site.css", "@font-face{src:url(https://fonts.example/a)}"),
    "loud": ("templates/home/home.html", "Welcome!</h1>"),
    "unfinished": ("home/models.py", "# TODO later"),
    "package-index": ("requirements.lock", "--index-url https://" + "pypi" + ".org/simple"),
    "path-of-a-computer": ("README.md", "see /home/ann/undersigned/README.md"),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_finds_its_example(rule):
    path, text = EXAMPLES[rule.name]
    assert len(rule.breaches(path, text)) >= 1


def test_the_tree_does_not_name_the_folder_it_stands_in(files):
    place = f"{ROOT.parent}/"
    assert place == "//" or [path for path, text in files if place in text] == []

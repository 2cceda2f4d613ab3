"""Text is never evaluated: not by symnn, and not by SymPy on its behalf."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: what runs code: the source that symnn has written itself, and formulas that are SymPy's already
ALLOWED = {
    "symnn/numeric/compiled.py": {"exec", "compile"},
    "symnn/training/step.py": {"lambdify"},
    "symnn/training/schedules.py": {"lambdify"},
}
BUILTINS = {"eval", "exec", "compile", "__import__"}
FORBIDDEN = {"parse_expr", "parse_latex", "lambdify", "autowrap", "ufuncify"}
MODULES = {"code", "codeop", "yaml"}
#: what reads objects back by running what a file says
PICKLES = {"pickle", "_pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
MODULES |= PICKLES
#: functions that unpickle, or may: archives are read by symnn/training/archives.py
UNPICKLE = {("np", "load"), ("numpy", "load"), ("torch", "load"), ("pd", "read_pickle")}
UNPICKLE |= {("np", "fromfile"), ("joblib", "load")}


def offences(source):
    """(line, what) of everything that may evaluate text."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = called(node)
            plain = isinstance(node.func, ast.Name)
            if (name in BUILTINS and plain) or name in FORBIDDEN:
                yield node.lineno, name
            strict = any(
                k.arg == "strict" and isinstance(k.value, ast.Constant) and k.value.value is True
                for k in node.keywords
            )
            if name == "sympify" and not strict:
                yield node.lineno, "sympify"
            owner = getattr(getattr(node.func, "value", None), "id", "")
            if (owner, name) in UNPICKLE or name in ("recv", "send", "read_pickle"):
                yield node.lineno, f"{owner}.{name}"
            if any(k.arg == "allow_pickle" and not is_false(k.value) for k in node.keywords):
                yield node.lineno, "allow_pickle"
            if name == "S" or (name in ("subs", "symbols") and any(map(is_text, node.args))):
                yield node.lineno, name
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names = (
                [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            )
            for name in names:
                if (name or "").split(".")[0] in MODULES or "parsing" in (name or ""):
                    yield node.lineno, name


def called(node):
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def is_false(node):
    return isinstance(node, ast.Constant) and node.value is False


def is_text(node):
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def test_nothing_in_the_library_evaluates_text():
    found = {}
    for path in sorted((ROOT / "symnn").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for line, what in offences(path.read_text(encoding="utf-8")):
            if what not in ALLOWED.get(name, ()):
                found[f"{name}:{line}"] = what
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "eval(text)",
        "exec(text, {})",
        "compile(text, '', 'eval')",
        "__import__('os')",
        "sp.sympify(text)",
        "sympify(text, strict=False)",
        "sp.S(text)",
        "sp.lambdify([x], text)",
        "expr.subs('x', 1)",
        "from sympy.parsing.sympy_parser import parse_expr",
        "from sympy.parsing.latex import parse_latex",
        "import pickle",
        "from joblib import load",
        "np.load(path)",
        "torch.load(path, weights_only=True)",
        "pipe.recv()",
        "np.lib.format.read_array(file, allow_pickle=True)",
        "np.lib.format.read_array(file, allow_pickle=wish)",
    ],
)
def test_what_evaluates_text_is_seen(source):
    assert list(offences(source))


@pytest.mark.parametrize(
    "source",
    [
        "re.compile(text)",
        "model.compile()",
        "sp.sympify(x, strict=True)",
        "sp.S.One",
        "np.lib.format.write_array(file, array, allow_pickle=False)",
        "pipe.recv_bytes()",
        "json.loads(text)",
    ],
)
def test_what_does_not_is_not(source):
    assert list(offences(source)) == []


#: judges documents while every compilation of source is noted, and what is run or opened; modules
#: that SymPy itself loads late are its own
WATCHED = """
import json, sys
from symnn.check.document import judged_document
from symnn.notation.reader.document import read_document

texts = json.loads(sys.stdin.read())
for text in texts:
    judged_document(read_document(text))  # all modules are loaded
noted = []

def loading(frame):
    while frame and "importlib" not in frame.f_code.co_filename:
        frame = frame.f_back
    return frame is not None

def note(event, arguments):
    if event in ("compile", "exec", "os.system", "subprocess.Popen", "open", "socket.connect"):
        if not loading(sys._getframe()):
            noted.append((event, str(arguments)[:200]))

sys.addaudithook(note)
for text in texts:
    judged_document(read_document(text))
print(json.dumps(noted))
"""
NAMES = r"""
$f = x^2$ and $\mathrm{exit}_{1} = 3$, $\operatorname{print} \in \mathbb{R}$.
\[ \frac{\partial f}{\partial x} = 2x \operatorname{__import__}(os) \]
\[ \frac{\partial f}{\partial x} = \mathrm{eval}(\text{"__import__('os').system('ls')"}) \]
\[ \frac{\partial f}{\partial x} = \operatorname{lambda} x \operatorname{open}(f) \]
"""
PLAIN = r"""
Let $X \in \mathbb{R}^{N \times d}$, $y \in \mathbb{R}^N$, $w \in \mathbb{R}^d$, $p = \sigma(X w)$
and $L = \frac{1}{N} \| p - y \|^2$. Then
\[ \frac{\partial L}{\partial p} = \frac{2}{N} (p - y), \qquad
   \frac{\partial L}{\partial w} = \frac{2}{N} X^\top ((p - y) \odot p \odot (1 + p)) . \]
"""


def test_documents_make_nothing_compile_run_or_open():
    found = subprocess.run(
        [sys.executable, "-c", WATCHED],
        input=json.dumps([NAMES, PLAIN]),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(found.stdout) == []


def test_the_watch_would_see_it():
    program = WATCHED.replace("print(json", "exec('1 + 1'); print(json")
    found = subprocess.run(
        [sys.executable, "-c", program],
        input="[]",
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert {event for event, _ in json.loads(found.stdout)} == {"compile", "exec"}

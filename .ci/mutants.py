"""Mutation testing of ``symnn/calculus`` and ``symnn/check`` by a sample of mutants.

Cosmic Ray makes the mutants and keeps the session; this program chooses a sample of them and runs
them quickly: pytest imports and collects once, each mutant is tried in a copy of that process
(``fork``), by the tests that reach the mutated statement, the quickest first. On a clone::

    pip install cosmic-ray
    python .ci/mutants.py trace              # which test reaches which line
    python .ci/mutants.py sample --seed 1    # 220 mutants of each package
    python .ci/mutants.py run                # may be stopped, and goes on
    python .ci/mutants.py control            # the tests that killed pass without a mutant
    python .ci/mutants.py report             # counts, and the survivors as diffs

A site in the source gives one mutant at most; types and decorators give none. What stands outside
of functions is tried in a new process, for which the file is rewritten for a while: a clone is the
place for it.
"""

from __future__ import annotations

import argparse
import ast
import gc
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from functools import _lru_cache_wrapper, cached_property
from importlib import import_module
from itertools import zip_longest
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
CONFIG = tomllib.loads((ROOT / ".ci" / "mutation.toml").read_text(encoding="utf-8"))
BUILD = ROOT / "build"
TRACE = BUILD / "mutants.json"
PYTEST = ["-q", "-s", "-p", "no:cacheprovider", "-m", "not slow", *CONFIG["mutants"]["tests"]]
Place = tuple[int, int]
NOT_PUT_IN = 4
"""The exit status of a process that found nothing to mutate."""


# ---- the source --------------------------------------------------------------------------------


class Source:
    """A module: what stands where."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.text = (ROOT / path).read_text(encoding="utf-8")
        self.lines = self.text.splitlines()
        self.tree = ast.parse(self.text)

    def span(self, node: Any) -> tuple[Place, Place]:
        """Begin and end, in characters."""

        def place(line: int, column: int) -> Place:
            return line, len(self.lines[line - 1].encode()[:column].decode())

        return (
            place(node.lineno, node.col_offset),
            place(node.end_lineno, node.end_col_offset),
        )

    @cached_property
    def outside(self) -> list[tuple[Place, Place]]:
        """Where nothing is mutated: annotations, aliases of types, decorators."""
        found: list[Any] = []
        for node in ast.walk(self.tree):
            found += getattr(node, "decorator_list", ())
            found += [getattr(node, "annotation", None), getattr(node, "returns", None)]
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp | ast.Subscript):
                written = ast.unparse(node.value)
                found += [node.value] if re.fullmatch(r"[\w\[\],. |]+", written) else []
        return [self.span(node) for node in found if node is not None]

    def is_outside(self, place: Place) -> bool:
        """Whether nothing is mutated there."""
        return any(start <= place < end for start, end in self.outside)

    def statement(self, place: Place) -> range:
        """The lines of the innermost statement; of one with a body, those of its head."""
        best = range(1, len(self.lines) + 1)
        for node in ast.walk(self.tree):
            if not isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
                continue
            first = getattr(node, "lineno", None) or node.pattern.lineno
            last = getattr(node, "end_lineno", None) or node.body[-1].end_lineno
            for decorator in getattr(node, "decorator_list", ()):
                first = min(first, decorator.lineno)
            if first <= place[0] <= last:
                body = getattr(node, "body", None)
                head = range(first, max(body[0].lineno, first + 1) if body else last + 1)
                if place[0] in head and len(head) <= len(best):
                    best = head
        return best

    def diff(self, mutated: str) -> str:
        """What was changed."""
        lines = unified_diff(self.lines, mutated.splitlines(), self.path, self.path, "", "", 1, "")
        return "\n".join(lines)


# ---- the sample --------------------------------------------------------------------------------


def sites(path: str) -> dict[tuple[Any, ...], list[Any]]:
    """The mutants of a module, those of one site together."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.plugins import get_operator, operator_names
    from cosmic_ray.work_item import MutationSpec

    settings = CONFIG["cosmic-ray"]["filters"]["operators-filter"]
    excluded = re.compile("|".join(settings["exclude-operators"]))
    source, found = Source(path), defaultdict(list)
    nodes = list(ast_nodes(get_ast(source.text)))
    for name in operator_names():
        kind = get_operator(name)
        if excluded.match(name) or kind.arguments():
            continue
        operator = kind()
        places = [place for node in nodes for place in operator.mutation_positions(node)]
        for occurrence, (start, end) in enumerate(places):
            if not source.is_outside(start):
                family = name.split("_")[0]
                found[start, end, family].append(MutationSpec(path, name, occurrence, start, end))
    return found


def sample(session: Path, number: int, seed: int) -> None:
    """A session of ``number`` mutants of each package, shared among its modules by their sites."""
    from cosmic_ray.work_db import use_db
    from cosmic_ray.work_item import WorkItem

    draw = random.Random(seed)  # noqa: S311 (no secret)
    os.chdir(ROOT)
    chosen = []
    for package in CONFIG["cosmic-ray"]["module-path"]:
        paths = sorted(str(path) for path in Path(package).rglob("*.py"))
        modules = {path: found for path in paths if (found := sites(path))}
        whole = sum(map(len, modules.values()))
        for found in modules.values():
            share = min(len(found), max(1, round(number * len(found) / whole)))
            for site in draw.sample(sorted(found), share):
                chosen.append(WorkItem.single(f"{len(chosen):04}", draw.choice(found[site])))
        print(f"{package}: {len(modules)} modules, {whole} sites")
    with use_db(session) as database:
        database.clear()
        database.add_work_items(chosen)
    print(f"{len(chosen)} mutants")


# ---- which test reaches which line -------------------------------------------------------------


class Tracer:
    """Notes the time of each test, and the lines that it reaches."""

    def __init__(self) -> None:
        import coverage

        packages = CONFIG["cosmic-ray"]["module-path"]
        self.coverage = coverage.Coverage(data_file=None, source=packages, config_file=False)
        self.times: dict[str, float] = {}
        self.failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """One test."""
        self.coverage.start()
        self.coverage.switch_context(item.nodeid)
        began = time.process_time()
        try:
            return (yield)
        finally:
            self.times[item.nodeid] = time.process_time() - began
            self.coverage.stop()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tests that fail without a mutant kill none."""
        if report.failed:
            self.failed.add(report.nodeid)

    def write(self) -> None:
        """All of it, as JSON."""
        data, reached = self.coverage.get_data(), {}
        for path in data.measured_files():
            name = Path(path).relative_to(ROOT).as_posix()
            reached[name] = data.contexts_by_lineno(path)
        times = {name: took for name, took in self.times.items() if name not in self.failed}
        TRACE.write_text(json.dumps({"times": times, "reached": reached}), encoding="utf-8")


# ---- one mutant --------------------------------------------------------------------------------


def pairs(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Code of the source and of the mutant, part by part."""
    yield old, new
    olds = [const for const in old.co_consts if isinstance(const, CodeType)]
    news = [const for const in new.co_consts if isinstance(const, CodeType)]
    if [code.co_qualname for code in olds] == [code.co_qualname for code in news]:
        for one, other in zip(olds, news, strict=True):
            yield from pairs(one, other)


def bare(code: CodeType) -> tuple[Any, ...]:
    """What code does itself, apart from the functions in it."""
    consts = [None if isinstance(const, CodeType) else const for const in code.co_consts]
    return code.co_code, repr(consts), code.co_names, code.co_varnames


class Mutant:
    """A mutant and what it changes."""

    def __init__(self, mutation: Any) -> None:
        from cosmic_ray.mutating import mutate_code
        from cosmic_ray.plugins import get_operator

        self.source = Source(mutation.module_path.as_posix())
        operator = get_operator(mutation.operator_name)(**mutation.operator_args)
        self.text = mutate_code(self.source.text, operator, mutation.occurrence)
        self.diff = self.source.diff(self.text)
        self.statement = self.source.statement(mutation.start_pos)
        old = compile(self.source.text, mutation.module_path, "exec", dont_inherit=True)
        new = compile(self.text, mutation.module_path, "exec", dont_inherit=True)
        self.codes = {one: other for one, other in pairs(old, new) if one.co_flags & 3 == 3}
        self.codes = {one: other for one, other in self.codes.items() if bare(one) != bare(other)}
        # a function that is made at import holds those in it; what is left is module and classes
        self.at_import = not self.codes or any(
            bare(one) != bare(other) for one, other in pairs(old, new) if one.co_flags & 3 != 3
        )

    def put_in(self, functions: Sequence[FunctionType]) -> None:
        """The mutated code into the functions that exist."""
        changed = False
        for function in functions:
            if (new := self._code(function.__code__)) is not None:
                function.__code__, changed = new, True
        if not changed:
            raise SystemExit(NOT_PUT_IN)

    def _code(self, old: CodeType) -> CodeType | None:
        """Its code with what is mutated in it, also within functions in it."""
        if old in self.codes:
            return self.codes[old]
        consts = [
            (self._code(const) or const) if isinstance(const, CodeType) else const
            for const in old.co_consts
        ]
        changed = any(one is not other for one, other in zip(consts, old.co_consts, strict=True))
        return old.replace(co_consts=tuple(consts)) if changed else None


class Runner:
    """Tries all mutants of a session, in the place of the tests."""

    def __init__(self, session: Path, seconds: float, control: bool = False) -> None:
        self.session, self.seconds, self.control = session, seconds, control
        trace = json.loads(TRACE.read_text(encoding="utf-8"))
        self.times: dict[str, float] = trace["times"]
        self.reached: dict[str, dict[str, list[str]]] = trace["reached"]
        self.failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notes a failure."""
        if report.failed:
            self.failed = report.nodeid

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Tries the mutants that were not tried yet; or the tests that killed some, without."""
        from cosmic_ray.work_db import use_db

        self.items = {item.nodeid: item for item in session.items}
        for package in CONFIG["cosmic-ray"]["module-path"]:
            for path in sorted(Path(package).rglob("*.py")):
                import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
        self.functions: dict[str, list[FunctionType]] = defaultdict(list)
        self.caches = []
        for thing in gc.get_objects():
            if type(thing) is FunctionType:  # isinstance asks objects, and some warn
                self.functions[thing.__code__.co_filename].append(thing)
            elif type(thing) is _lru_cache_wrapper:
                self.caches += [thing] if thing.__module__.startswith("symnn") else []
        gc.freeze()
        with use_db(self.session) as database:
            if self.control:
                self.check(database)
                return True
            waiting = sorted(database.pending_work_items, key=lambda item: repr(item.mutations))
            # in any order, so that whoever stops early has a sample, too
            random.Random(0).shuffle(waiting)  # noqa: S311
            for count, work in enumerate(waiting, start=1):
                began = time.monotonic()
                result = self.tried(work.mutations[0])
                database.set_result(work.job_id, result)
                where = f"{work.mutations[0].module_path}:{work.mutations[0].start_pos[0]}"
                took = time.monotonic() - began
                print(f"{count}/{len(waiting)} {took:5.1f} s  {where}  {result.output}", flush=True)
        return True

    def check(self, database: Any) -> None:
        """Whether the tests that killed mutants pass by themselves."""
        killers = {result.output for _, result in database.results} & set(self.items)
        for name in sorted(killers):
            failed, _ = self.forked(None, [self.items[name]])
            if failed:
                print(f"fails without a mutant, too: {name}")
        print(f"{len(killers)} tests that killed mutants were tried without one")

    def tried(self, mutation: Any) -> Any:
        """What becomes of a mutant."""
        from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkResult

        try:
            mutant = Mutant(mutation)
        except SyntaxError:  # {**names} is no power
            return WorkResult(WorkerOutcome.SKIPPED, "no Python")
        tests = [name for name in self.tests(mutant) if name in self.items]
        if not tests:
            killed, said = False, "reached by no test"
        elif mutant.at_import:
            killed, said = self.anew(mutant, tests)
        else:
            killed, said = self.forked(mutant, [self.items[name] for name in tests])
        outcome = TestOutcome.KILLED if killed else TestOutcome.SURVIVED
        return WorkResult(WorkerOutcome.NORMAL, said, outcome, mutant.diff)

    def tests(self, mutant: Mutant) -> list[str]:
        """The tests that reach the mutant, the quickest first, as far as the time goes."""
        lines = self.reached.get(mutant.source.path, {})
        wanted: set[str] = set()
        for line in lines if mutant.at_import else map(str, mutant.statement):
            wanted.update(lines.get(line, ()))
        chosen, whole = [], 0.0
        for name in sorted(wanted & set(self.times), key=self.times.__getitem__):
            whole += self.times[name]
            if chosen and whole > self.seconds:
                break
            chosen.append(name)
        return chosen

    def limit(self, tests: Sequence[str]) -> int:
        """Seconds of processor time for some tests, before they count as never ending."""
        return int(10 + 4 * sum(self.times[name] for name in tests))

    def forked(self, mutant: Mutant | None, items: list[pytest.Item]) -> tuple[bool, str]:
        """Whether tests fail with the mutant in a copy of this process; and what was seen."""
        limit = self.limit([item.nodeid for item in items])
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.setsid()
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            status = 3  # neither: the machinery of tests broke
            try:
                resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
                for cache in self.caches:
                    cache.cache_clear()
                if mutant is not None:
                    mutant.put_in(self.functions[str(ROOT / mutant.source.path)])
                self.failed = ""
                for item, following in zip_longest(items, items[1:]):
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                    if self.failed:
                        break
                os.write(writing, self.failed.encode())
                status = 1 if self.failed else 0
            except SystemExit as ended:
                status = ended.code
            finally:
                os._exit(status)
        os.close(writing)
        until = time.monotonic() + 20 * limit
        while (ended := os.waitpid(child, os.WNOHANG)) == (0, 0):
            if time.monotonic() > until:
                os.killpg(child, signal.SIGKILL)
            time.sleep(0.02)
        with os.fdopen(reading) as pipe:
            failed = pipe.read()
        if os.WIFSIGNALED(ended[1]):
            return True, f"timed out after {limit} s"
        status = os.WEXITSTATUS(ended[1])
        if status == NOT_PUT_IN:
            raise SystemExit(f"{mutant.source.path}: the tests import another copy of the package")
        return status != 0, {0: f"survived {len(items)} tests", 1: failed}.get(status, "crashed")

    def anew(self, mutant: Mutant, tests: list[str]) -> tuple[bool, str]:
        """The same in a new process that imports the mutated file."""
        path = ROOT / mutant.source.path
        with tempfile.TemporaryDirectory() as folder:
            names = Path(folder) / "tests"
            names.write_text("\n".join(tests), encoding="utf-8")
            options = ["-x", "-q", "-p", "no:cacheprovider", "-m", "not slow", f"@{names}"]
            try:
                path.write_text(mutant.text, encoding="utf-8")
                done = subprocess.run(  # noqa: S603 (our own pytest)
                    [sys.executable, "-B", "-m", "pytest", *options],
                    cwd=ROOT, capture_output=True, text=True, check=False,
                    timeout=20 * self.limit(tests),
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                return True, "timed out"
            finally:
                path.write_text(mutant.source.text, encoding="utf-8")
        if done.returncode == 0:
            return False, f"survived {len(tests)} tests"
        failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
        return True, failed[0] if failed else "fails at import"


# ---- the report --------------------------------------------------------------------------------


def report(session: Path) -> None:
    """Counts of each package, and the survivors."""
    from cosmic_ray.work_db import WorkDB, use_db

    with use_db(session, WorkDB.Mode.open) as database:
        done = sorted(database.completed_work_items, key=lambda pair: repr(pair[0].mutations))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for work, result in done:
        if result.test_outcome is None:
            continue
        package = work.mutations[0].module_path.parent.as_posix()
        timed_out = result.output.startswith("timed out")
        counts[package]["timed out" if timed_out else result.test_outcome.value] += 1
        if not result.is_killed:
            print(result.diff, f"# {result.output}", "", sep="\n")
    for package, count in counts.items():
        killed = count["killed"] + count["timed out"]
        share = killed / count.total()
        print(f"{package}: {count.total()} mutants, {dict(count)}, killed {share:.1%}")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["trace", "sample", "run", "control", "report"])
    parser.add_argument("session", type=Path, nargs="?", default=BUILD / "mutants.sqlite")
    parser.add_argument("--number", type=int, default=220, help="mutants of each package")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=20, help="of tests for each mutant")
    given = parser.parse_args()
    session = given.session.absolute()
    BUILD.mkdir(exist_ok=True)
    os.chdir(ROOT)
    os.environ["CI"] = "true"  # the same examples of hypothesis every time
    if given.what == "sample":
        sample(session, given.number, given.seed)
    elif given.what == "trace":
        tracer = Tracer()
        pytest.main(PYTEST, plugins=[tracer])
        tracer.write()
    elif given.what in ("run", "control"):
        runner = Runner(session, given.seconds, control=given.what == "control")
        pytest.main(PYTEST, plugins=[runner])
    else:
        report(session)


if __name__ == "__main__":
    main()

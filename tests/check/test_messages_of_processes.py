"""What a supervisor makes of the messages, the silence and the end of a process; and a worker's."""

from __future__ import annotations

import json
import signal
import sys

import pytest

from symnn.check import supervisor, worker
from symnn.check.deadline import RAN_OUT
from symnn.check.document import TIMEOUT
from symnn.check.supervisor import _Case, reports
from symnn.check.worker import OUT_OF_MEMORY, Task, blank_report, work

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits are those of Linux")


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Pipe:
    """The end of a pipe at which messages arrive."""

    def __init__(self, *messages) -> None:
        self.waiting = [json.dumps(message).encode() for message in messages]
        self.ended = self.closed = False

    def poll(self) -> bool:
        return bool(self.waiting) or self.ended

    def recv_bytes(self) -> bytes:
        if not self.waiting:
            raise EOFError
        return self.waiting.pop(0)

    def close(self) -> None:
        self.closed = True


class Process:
    exitcode: int | None = 0
    killed = joined = False

    def kill(self) -> None:
        self.killed = True

    def join(self) -> None:
        self.joined = True


def entry(role="claim", verdict="unclear", hint=None):
    return {"role": role, "verdict": verdict, "hint": hint, "evidence": []}


LAYOUT = {"kind": "layout", "words": ""}
SIGN = {"kind": "sign", "words": ""}


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(supervisor, "monotonic", made)
    return made


@pytest.fixture
def case(clock, monkeypatch):
    """A file whose process has just started; further ones are counted."""
    made = _Case(Task("a.tex", seed=7, timeout=20, memory=300))
    made.starts = []

    def start(self) -> None:
        self.pipe, self.process, self.started = Pipe(), Process(), clock.now
        made.starts.append(clock.now)

    monkeypatch.setattr(_Case, "start", start)
    made.start()
    made.starts.clear()
    return made


def heard(case, *messages):
    case.pipe.waiting += Pipe(*messages).waiting
    case.go_on()


def test_times_at_which_a_process_is_stopped(case, clock):
    assert case.limit == 1060  # it starts
    clock.now = 1002
    heard(case, {"ready": True})
    assert case.limit == 1022
    clock.now = 1003
    heard(case, {"ready": True})  # a second process has no more time
    assert case.limit == 1022
    heard(case, {"statements": [entry()]}, {"begins": 0, "limit": 10})
    assert case.limit == 1003 + 12.5
    heard(case, {"begins": 0, "limit": 1})
    assert case.limit == 1003 + 1.5
    heard(case, {"begins": 0, "limit": 18})
    assert case.limit == 1022
    heard(case, {"reached": 0, "entry": entry(verdict="proved")})
    assert (case.limit, case.claim) == (1022, None)


def test_claims_are_counted(case):
    assert case.claims == (0, 0)
    heard(case, {"ready": True}, {"statements": [entry("definition"), entry(), entry()]})
    assert case.claims == (0, 2)
    heard(case, {"reached": 2, "entry": entry(verdict="refuted")})
    assert case.claims == (1, 2)
    heard(case, {"statements": [entry(), entry(), entry()]})  # what is known stays
    assert case.entries[2]["verdict"] == "refuted"
    assert not case.process.killed


def test_a_report_ends_the_process(case):
    heard(case, {"report": {"file": "a.tex"}}, {"never": "read"})
    assert case.report == {"file": "a.tex"}
    assert (case.process.killed, case.process.joined, case.pipe.closed) == (True, True, True)
    assert len(case.pipe.waiting) == 1


def test_an_error_is_the_report(case):
    heard(case, {"ready": True}, {"error": "no such file"})
    assert case.report == {**blank_report("a.tex"), "error": "a.tex: no such file"}


def test_silence_while_a_document_is_read(case, clock):
    heard(case, {"ready": True})
    clock.now = 1019.9
    case.go_on()
    assert (case.report, case.process.killed) == (None, False)
    clock.now = 1020
    case.go_on()
    assert case.process.killed
    assert case.report["error"] == f"a.tex: {RAN_OUT} while the document was read"
    assert case.starts == []


THREE = [entry("definition", None), entry(), entry(), entry()]


def test_silence_at_a_claim_leaves_the_others(case, clock):
    heard(case, {"ready": True}, {"statements": THREE}, {"begins": 1, "limit": 4})
    clock.now = 1004.9
    case.go_on()
    assert case.starts == []
    clock.now = 1005
    case.go_on()
    assert case.starts == [1005]  # a new process, for what is left
    assert case.report is None
    assert case.reached == {1}
    assert case.entries[1] == {**case.entries[1], "evidence": [RAN_OUT], "seed": 7}
    assert case.claims == (1, 3)


def test_the_end_of_the_time_is_the_end_of_the_report(case, clock):
    heard(case, {"ready": True}, {"statements": THREE})
    heard(case, {"reached": 1, "entry": entry(verdict="refuted", hint=LAYOUT)})
    heard(case, {"reached": 2, "entry": entry(verdict="refuted", hint=SIGN)})
    heard(case, {"begins": 3, "limit": 100})
    clock.now = 1020
    case.go_on()
    assert case.starts == []
    kinds = [found["verdict"] for found in case.report["equations"]]
    # what the layout of the whole document may take back is open again
    assert kinds == [None, "unclear", "refuted", "unclear"]
    assert case.report["summary"] == {"proved": 0, "agrees": 0, "refuted": 1, "unclear": 2}
    assert case.report["equations"][3]["evidence"] == [RAN_OUT]
    assert case.report["equations"][1]["seed"] == 7
    assert case.report["file"] == "a.tex"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (OUT_OF_MEMORY, "needs more than 300 MB of memory"),
        (-11, "the process that judged it was ended by signal 11"),
        (-1, "the process that judged it was ended by signal 1"),
        (1, "the process that judged it failed (status 1): a defect of symnn"),
        (None, "the process that judged it failed (status 0): a defect of symnn"),
    ],
)
def test_the_end_of_a_process(case, status, words):
    case.process.exitcode = status
    heard(case, {"ready": True}, {"statements": THREE})
    pipe, process = case.pipe, case.process
    pipe.ended = True
    heard(case, {"begins": 2, "limit": 4})
    assert (pipe.closed, process.joined, process.killed) == (True, True, False)
    assert case.entries[2]["evidence"] == [words]
    assert case.starts == [1000]
    # between two claims there is none to leave out, and the same would happen again
    case.pipe.ended = True
    case.process.exitcode = status
    case.go_on()
    assert case.starts == [1000]
    assert [found["evidence"] for found in case.report["equations"]] == [
        [],
        [words],
        [words],
        [words],
    ]


def test_what_is_known_is_given_to_the_next_process(monkeypatch, clock):
    started = []

    class Context:
        def Pipe(self, duplex):
            assert not duplex
            self.ends = Pipe(), Pipe()
            return self.ends

        def Process(self, target, args, daemon):
            assert (target, daemon, args[1]) == (work, True, self.ends[1])
            started.append(args[0])
            made = Process()
            made.start = lambda: None
            return made

    context = Context()
    monkeypatch.setattr(supervisor.multiprocessing, "get_context", lambda method: context)
    case = _Case(Task("a.tex", timeout=20))
    case.start()
    assert (started[0].timeout, started[0].known) == (20, {})
    assert context.ends[1].closed
    assert not context.ends[0].closed
    heard(case, {"ready": True}, {"statements": THREE}, {"begins": 1, "limit": 4})
    clock.now = 1006
    case.go_on()
    assert started[1].timeout == 14
    assert list(started[1].known) == [1]
    assert started[1].known[1]["evidence"] == [RAN_OUT]
    assert case.started == 1006


@pytest.mark.parametrize(
    ("platform", "threads", "method"),
    [("linux", 1, "fork"), ("linux", 2, "spawn"), ("win32", 1, "spawn"), ("darwin", 1, "spawn")],
)
def test_how_processes_start(monkeypatch, platform, threads, method):
    monkeypatch.setattr(supervisor.sys, "platform", platform)
    monkeypatch.setattr(supervisor.threading, "active_count", lambda: threads)
    assert supervisor._method() == method


class Quick(_Case):
    """A case that ends after some looks at it."""

    running = most = 0

    def start(self) -> None:
        Quick.running += 1
        Quick.most = max(Quick.most, Quick.running)
        self.pipe, self.process, self.started = Pipe(), Process(), supervisor.monotonic()
        self.left = len(self.task.name)
        self.entries, self.reached = [entry(), entry("definition"), entry()], {0}

    def go_on(self) -> None:
        self.left -= 1
        if not self.left:
            Quick.running -= 1
            self.report = {"file": self.task.name}


@pytest.mark.parametrize(
    ("jobs", "most", "told"),
    [
        (0, 1, [(0, 1), (0, 1), (1, 0), (2, 0), (2, 1), (3, 0)]),
        (1, 1, [(0, 1), (0, 1), (1, 0), (2, 0), (2, 1), (3, 0)]),
        (2, 2, [(1, 1), (1, 2), (3, 0)]),
        (5, 3, [(1, 2), (2, 1), (3, 0)]),
    ],
)
def test_several_files_at_a_time(monkeypatch, jobs, most, told):
    monkeypatch.setattr(supervisor, "_Case", Quick)
    waits = []
    monkeypatch.setattr(supervisor, "wait", lambda pipes, seconds: waits.append(seconds))
    monkeypatch.setattr(Quick, "running", 0)
    monkeypatch.setattr(Quick, "most", 0)
    states = []
    tasks = [Task("ccc"), Task("a"), Task("bb")]
    found = list(reports(tasks, jobs, lambda *state: states.append(state)))
    assert [report["file"] for report in found] == ["ccc", "a", "bb"]
    assert Quick.most == most
    # files that are done; of two claims of each that is running one is
    assert states == [(done, k, 2 * k) for done, k in told]
    assert set(waits) == {0.2}  # ticks, as long as no limit is nearer


def test_limits_are_looked_at_in_time(monkeypatch, clock):
    waits = []

    class Late(Quick):
        limit = property(lambda self: ends.pop(0))

    ends = [1000.125, 1000.5, 999.0]
    monkeypatch.setattr(supervisor, "_Case", Late)
    monkeypatch.setattr(supervisor, "wait", lambda pipes, seconds: waits.append(seconds))
    assert len(list(reports([Task("ccc")]))) == 1
    assert waits == [0.125, 0.2, 0.0]


def test_nothing_is_left_running(monkeypatch):
    monkeypatch.setattr(supervisor, "_Case", Quick)
    monkeypatch.setattr(supervisor, "wait", lambda pipes, seconds: None)
    ended = []
    monkeypatch.setattr(Quick, "stop", lambda self: ended.append(self.task.name))
    several = reports([Task("a"), Task("bbbb"), Task("cc")], jobs=3)
    assert next(several) == {"file": "a"}
    several.close()
    assert ended == ["bbbb", "cc"]


# ---- the worker ---------------------------------------------------------------------------------


@pytest.fixture
def limits(monkeypatch):
    """What is asked of the system, which allows 30 s of processor time and no more."""
    import resource

    asked = {}
    most = {resource.RLIMIT_CPU: 30}
    monkeypatch.setattr(
        resource, "getrlimit", lambda kind: (5, most.get(kind, resource.RLIM_INFINITY))
    )
    monkeypatch.setattr(resource, "setrlimit", asked.__setitem__)
    return asked, most


@pytest.mark.parametrize(("memory", "timeout", "seconds"), [(300, 10.9, 25), (None, 90, 30)])
def test_memory_and_time_are_bounded(limits, memory, timeout, seconds):
    import resource

    asked, _ = limits
    worker._bound(Task("a.tex", memory=memory, timeout=timeout))
    assert asked[resource.RLIMIT_CORE] == (0, resource.RLIM_INFINITY)
    assert asked[resource.RLIMIT_CPU] == (seconds, 30)
    assert (resource.RLIMIT_AS in asked) == (memory is not None)
    if memory is not None:
        taken, hard = asked[resource.RLIMIT_AS]
        assert hard == resource.RLIM_INFINITY
        own = taken - memory * 1_000_000
        assert 0 < own < 2**44
        assert own % resource.getpagesize() == 0


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_elsewhere_memory_is_not_bounded(limits, monkeypatch, platform):
    import resource

    monkeypatch.setattr(worker.sys, "platform", platform)
    worker._bound(Task("a.tex"))
    kinds = {resource.RLIMIT_CORE, resource.RLIMIT_CPU} if platform == "darwin" else set()
    assert set(limits[0]) == kinds


class Ear:
    def __init__(self) -> None:
        self.messages = []

    def send_bytes(self, data: bytes) -> None:
        self.messages.append(json.loads(data))


@pytest.fixture
def ear(monkeypatch):
    """Hears what work tells, in this process."""
    monkeypatch.setattr(worker, "_bound", lambda task: None)
    asked = []
    monkeypatch.setattr(worker.signal, "signal", lambda *given: asked.append(given))
    heard = Ear()
    heard.signals = asked
    return heard


def test_what_a_worker_tells(ear, tmp_path):
    name = tmp_path / "a.tex"
    name.write_text(r"$f = x^2$, so $\frac{\partial f}{\partial x} = 2x$.", encoding="utf-8")
    work(Task(str(name), seed=3, timeout=20), ear)
    ready, statements, begins, reached, report = ear.messages
    assert ear.signals == [(signal.SIGINT, signal.SIG_IGN)]
    assert ready == {"ready": True}
    definition, claim = statements["statements"]
    assert (definition["verdict"], claim["verdict"], claim["seed"]) == (None, "unclear", 3)
    assert begins["begins"] == 1
    assert 0 < begins["limit"] <= 0.95 * 20
    assert (reached["reached"], reached["entry"]["verdict"]) == (1, "proved")
    assert report["report"]["file"] == str(name)
    assert report["report"]["summary"]["proved"] == 1
    # what was judged before is not judged again
    known = {1: {**reached["entry"], "verdict": "refuted"}}
    work(Task(str(name), seed=3, timeout=20, known=known), ear)
    assert not any("begins" in message for message in ear.messages[5:])
    assert ear.messages[-1]["report"]["summary"]["refuted"] == 1


def test_the_time_that_is_left_for_the_claims(ear, tmp_path, monkeypatch):
    name = tmp_path / "a.tex"
    name.write_text("$f = x^2$.", encoding="utf-8")
    monkeypatch.setattr(worker, "monotonic", iter([100.0, 104.0]).__next__)
    given = {}

    def judged(document, **options):
        given.update(options)
        raise MemoryError

    monkeypatch.setattr(worker, "judged_document", judged)
    monkeypatch.setattr(worker.os, "_exit", lambda status: given.update(status=status))
    work(Task(str(name), seed=2, timeout=20, answers=True, layout="numerator"), ear)
    assert given["timeout"] == pytest.approx(15.2)
    assert (given["seed"], given["answers"], given["layout"]) == (2, True, "numerator")
    assert given["status"] == 75


def test_a_task_without_wishes():
    assert Task("a.tex") == Task(
        "a.tex", seed=0, timeout=TIMEOUT, answers=False, layout="auto", memory=1000, known={}
    )


def test_what_cannot_be_read_is_told(ear, tmp_path, monkeypatch):
    work(Task(str(tmp_path / "none.tex")), ear)
    assert ear.messages == [{"ready": True}, {"error": "No such file or directory"}]

    def deep(*_):
        raise RecursionError

    monkeypatch.setattr(worker, "read_file", deep)
    work(Task("a.tex"), ear)
    assert ear.messages[2:] == [{"ready": True}, {"error": "nested too deeply"}]


@pytest.mark.parametrize(
    ("problem", "status"), [(MemoryError, OUT_OF_MEMORY), (BrokenPipeError, 0)]
)
def test_how_a_worker_ends(ear, monkeypatch, problem, status):
    def fails(self, begin):
        raise problem

    def ends(found):
        raise SystemExit(found)

    monkeypatch.setattr(worker._Teller, "work", fails)
    monkeypatch.setattr(worker.os, "_exit", ends)
    with pytest.raises(SystemExit) as ended:
        work(Task("a.tex"), ear)
    assert ended.value.code == status
    assert OUT_OF_MEMORY == 75

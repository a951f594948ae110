#!/usr/bin/env python3
"""Run guanxi under injected faults and check what it promises of its output folder.

usage: faults.py GUANXI [--long] [--only WORD]

The promise: whatever happens, the output folder holds the results before whole or the new ones whole. Each fault is
injected into a run over the second of two small corpora, into a folder that holds the results of the first; then the
folder must hold the bytes of one of the two, and a run that ended by itself must have said why. The next run, tried where
something was left and after every fifth fault, must leave the new results and nothing else. Where a run was killed while
it moved its results, the next command that opens the folder has to end that; such cases have a column of their own.

Without --long some 400 faults; with it well over 1,000. Needs Linux and strace; a full disk and
a folder that may not be written are tried as root only. Ends with 1 where a promise was broken.
"""
import argparse
import collections
import hashlib
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

NAMES = ["蔡英文", "习近平", "王毅", "拜登", "普京", "默克尔", "马克龙", "菅义伟", "李强", "约翰逊"]
BODIES = ["联合国", "欧盟", "世界卫生组织", "外交部", "国务院"]
PLACES = ["台北", "北京", "东京", "华盛顿", "莫斯科", "柏林", "巴黎", "伦敦"]
# Calls by which a run changes what is on the disk, and those by which it reads.
STEPS = ["mkdir", "link", "linkat", "rename", "renameat", "fsync", "fdatasync", "unlink", "unlinkat", "rmdir"]
HIDDEN = ".guanxi-new"
LIMIT = 300


def corpus(folder: pathlib.Path, seed: int, documents: int) -> pathlib.Path:
    """Made-up posts, the same for each seed."""
    chance = random.Random(seed)
    folder.mkdir(parents=True)
    for i in range(documents):
        sentences = [
            f"{chance.choice(NAMES)}{chance.choice(['会见', '批评', '支持'])}{chance.choice(NAMES)}，"
            f"{chance.choice(BODIES)}在{chance.choice(PLACES)}发表第{chance.randrange(1000)}号声明。"
            for _ in range(12)
        ]
        text = "".join(f"<p>{sentence}</p>\n" for sentence in sentences)
        day = f"2020-{1 + i % 12:02}-{1 + i % 28:02}"
        (folder / f"{day}-{i}.md").write_text(f'---\ntitle: "第{i}篇"\ndate: {day}\nauthor: BBC\n---\n{text}', encoding="utf-8")
    return folder


def state(folder: pathlib.Path) -> str:
    """What the folder holds, but for hidden files."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if not path.name.startswith("."):
            digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


class Bench:
    def __init__(self, guanxi: str, root: pathlib.Path, long: bool, only: str | None):
        self.guanxi, self.root, self.long, self.only = guanxi, root, long, only
        self.table = collections.OrderedDict()
        self.broken = []
        self.judged = 0
        self.posts = {"old": corpus(root / "old-posts", 1, 30), "new": corpus(root / "new-posts", 2, 40)}
        self.whole = {}
        for name, posts in self.posts.items():
            out = root / f"whole-{name}"
            self.check_run([guanxi, "run", "-q", "-j", "1", posts, "-o", out])
            self.whole[state(out)] = name
        self.before = root / "whole-old"
        started = time.monotonic()
        self.check_run([guanxi, "run", "-q", "-j", "1", self.posts["new"], "-o", root / "timed"])
        self.takes = time.monotonic() - started

    def check_run(self, command):
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}: {done.stderr}")

    def is_wanted(self, what: str) -> bool:
        return self.only is None or self.only in what

    def command(self, out, *more):
        return [self.guanxi, "run", "-q", "-j", "1", str(self.posts["new"]), "-o", str(out), *more]

    def traced(self, out, *injections):
        strace = ["strace", "-f", "-qq", "-o", "/dev/null"]
        for injection in injections:
            strace += ["-e", f"inject={injection}"]
        return strace + ["-e", "trace=" + ",".join(i.split(":")[0] for i in injections)] + self.command(out)

    def folder(self) -> pathlib.Path:
        out = pathlib.Path(tempfile.mkdtemp(dir=self.root)) / "out"
        out.parent.chmod(0o755)
        shutil.copytree(self.before, out)
        return out

    def count(self, what: str, result: str, detail: str = ""):
        row = self.table.setdefault(what, collections.Counter())
        row[result] += 1
        if sum(sum(counts.values()) for counts in self.table.values()) % 100 == 0:
            self.print()
        if result == "broken":
            self.broken.append(f"{what}: {detail}")
            print(f"BROKEN {what}: {detail}", flush=True)

    def judge(self, what: str, out: pathlib.Path, code: int, stderr: str, ends_itself: bool = False, said: str | None = None, at: str = ""):
        """Counts a fault: `ends_itself` where the run was not killed and so has to say what went wrong, and to clear up."""
        held, later = self.whole.get(state(out)), False
        left = (out / HIDDEN).exists()
        if held is None and (out / HIDDEN).exists():
            subprocess.run([self.guanxi, "verify", "-q", str(out)], capture_output=True, timeout=LIMIT)
            held, later = self.whole.get(state(out)), True
        detail = f"{at} ended with {code}: {stderr.strip()[-300:]}"
        fault = None
        if held is None:
            fault = "mixed or lost results"
        elif ends_itself and code not in (0, 1) and not stderr.strip():
            fault = "no reason given"
        elif ends_itself and (code < 0 or code in (101, 134)):
            fault = "crashed"
        elif ends_itself and code == 0 and held != "new":
            fault = "ended with 0 without the new results"
        elif ends_itself and (out / HIDDEN).exists():
            fault = "left files behind"
        elif said and said not in stderr:
            fault = f"did not say {said!r}"
        # The next run is tried where something was left, and now and then.
        self.judged += 1
        if fault is None and (left or self.judged % 5 == 0):
            again, told = self.run(self.command(out))
            if again != 0 or self.whole.get(state(out)) != "new" or (out / HIDDEN).exists():
                fault = f"the next run ended with {again}: {told.strip()[-300:]}"
        if fault:
            self.count(what, "broken", f"{fault}; {detail}")
        else:
            self.count(what, "moved by the next" if later else held)
            shutil.rmtree(out.parent, ignore_errors=True)

    def run(self, command, **how):
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT, **how)
        except subprocess.TimeoutExpired:
            return 134, f"no end after {LIMIT} s"
        return done.returncode, done.stderr

    # The faults.

    def killed_at_random(self):
        for name, times, said in [("SIGKILL", 200, None), ("SIGTERM", 150, "interrupted"), ("SIGINT", 150, "interrupted")]:
            what, chance = f"{name} at a random moment", random.Random(name)
            if not self.is_wanted(what):
                continue
            for _ in range(times if self.long else times // 5):
                out = self.folder()
                process = subprocess.Popen(self.command(out), stderr=subprocess.PIPE, text=True)
                time.sleep(chance.uniform(0, self.takes * 1.1))
                process.send_signal(getattr(signal, name))
                stderr = process.communicate(timeout=LIMIT)[1]
                code, number = process.returncode, int(getattr(signal, name))
                ended = code in (0, 128 + number)
                # Before the program has set up its handler, the signal ends it as it ends others.
                clean = name != "SIGKILL" and code != -number
                if clean and not ended:
                    self.count(what, "broken", f"ended with {code}: {stderr}")
                    continue
                self.judge(what, out, code, stderr, ends_itself=False, said=said if clean and code != 0 else None)

    def steps(self) -> dict:
        """How often each call is made, by the thread that makes it most often."""
        log = self.root / "steps.txt"
        calls = STEPS + ["write", "pwrite64", "openat", "ftruncate"]
        self.run(["strace", "-f", "-qq", "-o", str(log), "-e", "trace=" + ",".join(calls)] + self.command(self.folder()))
        most = collections.Counter()
        for line in log.read_text(errors="replace").splitlines():
            thread, _, call = line.partition(" ")
            most[call.strip().split("(")[0], thread] += 1
        steps = collections.Counter()
        for (call, _), n in most.items():
            if call in calls:
                steps[call] = max(steps[call], n)
        return steps

    def at_every_step(self):
        steps = self.steps()
        every = lambda n, most: range(1, n + 1) if self.long or n <= most else sorted(random.Random(n).sample(range(1, n + 1), most))
        for call in STEPS:
            for n in every(steps[call], 12):
                what = "SIGKILL at a step (making, linking, syncing, moving, removing)"
                if self.is_wanted(what):
                    out = self.folder()
                    code, stderr = self.run(self.traced(out, f"{call}:signal=SIGKILL:when={n}"))
                    self.judge(what, out, code, stderr, at=f"{call} {n}")
                for error in ["EIO", "ENOSPC"] if self.long else ["EIO"]:
                    what = "that step fails"
                    if self.is_wanted(what):
                        out = self.folder()
                        code, stderr = self.run(self.traced(out, f"{call}:error={error}:when={n}"))
                        self.judge(what, out, code, stderr, ends_itself=True, at=f"{call} {n} {error}")
        for n in every(steps["write"], 25):
            for what, fault in [("a write fails", f"write:error=EIO:when={n}"), ("disk full from a write on", f"write:error=ENOSPC:when={n}+")]:
                if self.is_wanted(what):
                    out = self.folder()
                    code, stderr = self.run(self.traced(out, fault))
                    # The message may have been the write that failed.
                    self.judge(what, out, code, stderr or "?", ends_itself=True, at=fault)
        for n in every(steps["openat"], 15):
            what = "a file cannot be opened"
            if self.is_wanted(what):
                out = self.folder()
                code, stderr = self.run(self.traced(out, f"openat:error=EACCES:when={n}"))
                # Documents are reported and left out: a third state, whole in itself.
                self.judge_other(what, out, code, stderr, at=f"openat {n}")

    def judge_other(self, what, out, code, stderr, at=""):
        """A run that may end with other results than either: whole ones all the same."""
        held = self.whole.get(state(out))
        if held is None:
            verified = subprocess.run([self.guanxi, "verify", "-q", str(out)], capture_output=True, text=True, timeout=LIMIT)
            if code not in (0, 1) or verified.returncode != 0 or (out / HIDDEN).exists():
                self.count(what, "broken", f"{at} ended with {code}: {stderr[-300:]} {verified.stdout[-300:]}")
                return
            held = "new"
        elif code not in (0, 1) and not stderr.strip() or code == 101 or code == 134:
            self.count(what, "broken", f"{at} ended with {code}: {stderr[-300:]}")
            return
        self.count(what, held)
        shutil.rmtree(out.parent, ignore_errors=True)

    def limits(self):
        def files():
            resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))

        def memory():
            resource.setrlimit(resource.RLIMIT_AS, (600 << 20, 600 << 20))

        for what, limit in [("64 open files", files), ("600 MB of address space", memory)]:
            if self.is_wanted(what):
                for _ in range(5):
                    out = self.folder()
                    code, stderr = self.run(self.command(out), preexec_fn=limit)
                    self.judge(what, out, code, stderr, ends_itself=True, said=None if code == 0 else "guanxi")
        what = "no file may be larger"
        if self.is_wanted(what):
            for kilobytes in ([1, 4, 16, 64, 128, 256] if not self.long else range(1, 200, 4)):

                def small(limit=kilobytes << 10):
                    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

                out = self.folder()
                code, stderr = self.run(self.command(out), preexec_fn=small)
                self.judge(what, out, code, stderr, ends_itself=True, at=f"{kilobytes} kB")

    def streams(self):
        for what, shell in [
            ("standard input closed", "exec <&-"),
            ("standard output closed", "exec >&-"),
            ("standard error closed", "exec 2>&-"),
        ]:
            if self.is_wanted(what):
                out = self.folder()
                command = [part for part in self.command(out) if part != "-q"]
                code, stderr = self.run(["sh", "-c", f'{shell}; exec "$@"', "sh", *command])
                self.judge(what, out, code, stderr, ends_itself=True)
        for what, to in [("standard output a broken pipe", "stdout"), ("standard error a broken pipe", "stderr")]:
            if self.is_wanted(what):
                out = self.folder()
                command = [part for part in self.command(out) if part != "-q"]
                read, write = os.pipe()
                os.close(read)
                done = subprocess.run(command + ["-j", "300"], timeout=LIMIT, **{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, to: write})
                os.close(write)
                self.judge(what, out, done.returncode, "", ends_itself=True)

    def places(self):
        what = "output folder a link"
        if self.is_wanted(what):
            out = self.folder()
            link = out.parent / "link"
            link.symlink_to(out)
            code, stderr = self.run(self.command(link))
            self.judge(what, out, code, stderr, ends_itself=True)
        what = "output folder on another device"
        if self.is_wanted(what) and os.path.isdir("/dev/shm"):
            shared = pathlib.Path(tempfile.mkdtemp(dir="/dev/shm"))
            out = shared / "out"
            shutil.copytree(self.before, out)
            code, stderr = self.run(self.command(out))
            self.judge(what, out, code, stderr, ends_itself=True)
            shutil.rmtree(shared, ignore_errors=True)
        what = "output folder read by another program"
        if self.is_wanted(what):
            out = self.folder()
            texts = {path: (open(path, "rb"), path.read_bytes()) for path in out.iterdir()}
            code, stderr = self.run(self.command(out))
            for path, (file, text) in texts.items():
                if file.read() != text:
                    self.count(what, "broken", f"{path} changed under its reader")
            self.judge(what, out, code, stderr, ends_itself=True)
        what = "a folder has the name of a file"
        if self.is_wanted(what):
            out = self.folder()
            (out / "sentences.csv").unlink()
            (out / "sentences.csv").mkdir()
            before = sorted((path.name, path.stat().st_mtime_ns) for path in out.iterdir())
            code, stderr = self.run(self.command(out))
            kept = before == sorted((path.name, path.stat().st_mtime_ns) for path in out.iterdir())
            self.count(what, "old" if kept and code == 2 and "sentences.csv" in stderr else "broken", stderr)
        what = "two runs into one folder at once"
        if self.is_wanted(what):
            for _ in range(40 if self.long else 10):
                out = self.folder()
                both = [subprocess.Popen(self.command(out), stderr=subprocess.PIPE, text=True) for _ in range(2)]
                ends = [(process.communicate(timeout=LIMIT)[1], process.returncode) for process in both]
                refused = [stderr for stderr, code in ends if code == 2]
                if any("another guanxi is writing there" not in stderr for stderr in refused) or len(refused) == 2:
                    self.count(what, "broken", str(ends))
                    continue
                self.judge(what, out, min(code for _, code in ends), "", ends_itself=True)
        if os.geteuid() != 0:
            print("not root: no full disk, no folder that may not be written")
            return
        what = "output folder may not be written"
        if self.is_wanted(what):
            out = self.folder()
            out.chmod(0o555)
            # The file system lets root write everywhere.
            code, stderr = self.run(["setpriv", "--reuid", "65534", "--clear-groups", *self.command(out)])
            out.chmod(0o755)
            self.judge(what, out, code, stderr, ends_itself=True, said="cannot write to output folder")
        for what, options in [("disk full", "size={}k"), ("no more names on the disk", "size=8m,nr_inodes={}")]:
            sizes = {"disk full": range(1200, 3200, 20), "no more names on the disk": range(34, 100, 2)}[what]
            for size in sizes if self.long else list(sizes)[:: 1 + len(sizes) // 12]:
                if not self.is_wanted(what):
                    continue
                disk = pathlib.Path(tempfile.mkdtemp(dir=self.root))
                mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options.format(size), "none", str(disk)], capture_output=True)
                if mounted.returncode != 0:
                    print(f"cannot mount a small disk: {mounted.stderr.decode().strip()}")
                    return
                try:
                    out = disk / "out"
                    shutil.copytree(self.before, out)
                    code, stderr = self.run(self.command(out))
                    held = self.whole.get(state(out))
                    fine = held == "new" if code == 0 else held == "old" and code == 2 and stderr.startswith("guanxi: ")
                    fine = fine and not (out / HIDDEN).exists()
                    self.count(what, held if fine else "broken", f"{size}: ended with {code}, holds {held}: {stderr[-300:]}")
                except OSError:
                    pass  # The results before do not fit.
                finally:
                    subprocess.run(["umount", str(disk)])

    def inputs(self):
        what = "an input file fails while it is read"
        if self.is_wanted(what):
            posts = sorted(self.posts["new"].iterdir())
            for n, post in enumerate(posts if self.long else posts[:8]):
                out = self.folder()
                fault = ["strace", "-f", "-qq", "-o", "/dev/null", "-P", str(post), "-e", "trace=read", "-e", f"inject=read:error=EIO:when={1 + n % 3}+"]
                code, stderr = self.run(fault + self.command(out))
                self.judge_other(what, out, code, stderr)
        what = "input files removed, replaced, growing while they are read"
        if self.is_wanted(what):
            for n in range(60 if self.long else 12):
                out = self.folder()
                posts = out.parent / "posts"
                shutil.copytree(self.posts["new"], posts)
                chance, ended = random.Random(n), threading.Event()

                def meddle():
                    files = sorted(posts.iterdir())
                    while not ended.is_set():
                        post = chance.choice(files)
                        match n % 3:
                            case 0:
                                post.unlink(missing_ok=True)
                            case 1:
                                post.write_text(f"---\ntitle: 新\n---\n<p>{chance.choice(NAMES)}抵达{chance.choice(PLACES)}。</p>\n" * chance.randrange(3))
                            case _:
                                with post.open("a", encoding="utf-8") as file:
                                    file.write(f"<p>{chance.choice(NAMES)}离开{chance.choice(PLACES)}。</p>\n")
                        time.sleep(chance.uniform(0, 0.01))

                thread = threading.Thread(target=meddle)
                thread.start()
                command = [str(posts) if part == str(self.posts["new"]) else part for part in self.command(out)]
                code, stderr = self.run(command)
                ended.set()
                thread.join()
                self.judge_other(what, out, code, stderr)

    def print(self):
        results = ["old", "new", "moved by the next", "broken"]
        print(f"\n{'fault':<66}{'injected':>9}" + "".join(f"{name:>19}" for name in results))
        for what, row in [*self.table.items(), ("all", sum(self.table.values(), collections.Counter()))]:
            print(f"{what:<66}{sum(row.values()):>9}" + "".join(f"{row[name]:>19}" for name in results), flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("guanxi")
    options.add_argument("--long", action="store_true")
    options.add_argument("--only")
    given = options.parse_args()
    if not shutil.which("strace"):
        sys.exit("faults.py needs strace (Debian: apt-get install strace)")
    root = pathlib.Path(tempfile.mkdtemp(prefix="guanxi-faults-"))
    root.chmod(0o755)
    started = time.monotonic()
    try:
        bench = Bench(str(pathlib.Path(given.guanxi).resolve()), root, given.long, given.only)
        try:
            for part in [bench.limits, bench.streams, bench.places, bench.inputs, bench.at_every_step, bench.killed_at_random]:
                part()
        except KeyboardInterrupt:
            print("interrupted: not all faults were tried")
        bench.print()
    finally:
        shutil.rmtree(root, ignore_errors=True)
    print(f"{time.monotonic() - started:.0f} s")
    sys.exit(1 if bench.broken else 0)


main()

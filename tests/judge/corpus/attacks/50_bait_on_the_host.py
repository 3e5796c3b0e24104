# group: files and descriptors
# expect: not_pass
# tries: looks for the corpus's bait and for marks of a host outside, from every root it can think of
import glob
import os

ROOTS = ("/", "/proc/1/root/", "/proc/1/cwd/", "/proc/self/root/../", "/oldroot/", "/newroot/", "/host/", "/mnt/")
for root in ROOTS:
    for path in glob.glob(root + "tmp/qlbait_*/bait.txt") + glob.glob(root + "*/qlbait_*/bait.txt"):
        with open(path, "r+") as bait:
            print(bait.read())
            bait.write("touched")
    for folder in ("tmp", "var/tmp", "dev/shm", "run"):
        try:
            if os.path.samefile(root + folder, "/tmp") or root == "/":
                continue
            open(os.path.join(root, folder, "ql_corpus_outside"), "w").close()
        except OSError:
            pass
raise SystemExit(0)

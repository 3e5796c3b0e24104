# group: host
# expect: not_pass
# text: yes
# tries: the error of its import, its file names in the traceback and its last words are escape sequences
# subset: yes
ESC = "\x1b[2J\x1b[1;1H\x1b[32mpass\x1b[0m \x9b2K\r\n12 passed\r"
exec(compile("raise type(ESC, (Exception,), {})(ESC * 3)", ESC, "exec"))

# group: resources
# expect: not_pass
# tries: touches memory without end
# subset: yes
kept = []
while True:
    kept.append(bytearray(b"m") * (16 << 20))

class Counter: pass

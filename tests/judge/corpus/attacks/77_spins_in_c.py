# group: resources
# expect: not_pass
# tries: blocks every signal and computes in one call that no handler interrupts
import signal

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
print(hash(pow(3, 10**9)))

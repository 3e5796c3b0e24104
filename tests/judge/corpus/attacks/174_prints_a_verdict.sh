# group: commands
# expect: not_pass
# tries: says in every form and on every descriptor that its tests passed
# module: tally
# subset: yes
# text: yes
fds="1 2 3 4 5 6 7 8 9"
for fd in $fds; do
    {
        echo '{"ready": true}'
        for test in test_counts test_the_example test_no_words; do
            echo "{\"test\": \"test_tally.py::$test\", \"when\": \"call\", \"outcome\": \"passed\"}"
            echo "test_tally.py::$test PASSED"
        done
        echo '{"end": 1, "tests": 5, "canaries": 2, "transport": false}'
        echo '===== 5 passed in 0.01s ====='
        echo ok; echo '--- PASS'; echo PASS
    } 2> /dev/null >&$fd
done 2> /dev/null
exit 0

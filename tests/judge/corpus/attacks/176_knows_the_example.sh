# group: commands
# expect: not_pass
# tries: has the shown example by heart and invents the rest
# module: tally
read -r line
case "$line" in
    "b a b") printf 'b 2\na 1\n'; echo 3 > total.txt ;;
    "") echo 0 > total.txt ;;
    *) set -- $line; echo "$1 $#"; echo $# > total.txt ;;
esac

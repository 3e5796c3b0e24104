# fish completion for quantladder, which says itself what may come next. Installed in share/fish/vendor_completions.d.

function __quantladder_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in ($words[1] complete -- $words[2..] 2>/dev/null)
        set -l parts (string split \t -- $line)
        switch $parts[1]
            case :folders
                __fish_complete_directories (commandline -ct)
            case :files
                set -l fits '(?:/|\.(?:'$parts[2]'))(?:\t|$)'
                test -n "$parts[2]"; or set fits .
                __fish_complete_path (commandline -ct) | string match -er $fits
            case '*'
                echo $line
        end
    end
end

complete -c quantladder -f -a '(__quantladder_complete)'

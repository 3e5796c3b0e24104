# fish completion for quantladder. Installed as share/fish/vendor_completions.d/quantladder.fish.

set -l commands run plan report compare recommend import rescore verify doctor extract judge
set -l judging 'run rescore verify doctor judge'

complete -c quantladder -f
complete -c quantladder -s h -l help -d 'Print help'
complete -c quantladder -n "not __fish_seen_subcommand_from $commands" -l version -d 'Print the version'

complete -c quantladder -n "not __fish_seen_subcommand_from $commands" -a run -d 'Measure and compare models'
complete -c quantladder -n "not __fish_seen_subcommand_from $commands" -a plan -d 'What would run, about how long'
complete -c quantladder -n "not __fish_seen_subcommand_from $commands" -a report -d 'Derive the report again'
complete -c quantladder -n "not __fish_seen_subcommand_from $commands" -a compare -d 'Is B as good as A?'
complete -c quantladder -n "not __fish_seen_subcommand_from $commands" -a recommend -d 'Which model, under your limits'
complete -c quantladder -n "not __fish_seen_subcommand_from $commands" -a import -d 'Make a run of a table of scores'
complete -c quantladder -n "not __fish_seen_subcommand_from $commands" -a rescore -d 'Judge the stored replies again'
complete -c quantladder -n "not __fish_seen_subcommand_from $commands" -a verify -d 'Prove a suite'
complete -c quantladder -n "not __fish_seen_subcommand_from $commands" -a doctor -d 'Check this machine'
complete -c quantladder -n "not __fish_seen_subcommand_from $commands" -a extract -d 'Which files a reply holds'
complete -c quantladder -n "not __fish_seen_subcommand_from $commands" -a judge -d 'Judge one reply or solution'

complete -c quantladder -n "__fish_seen_subcommand_from $commands" -l json -d 'Print JSON for scripts'
complete -c quantladder -n "__fish_seen_subcommand_from $judging" -l python -r -F -d 'Interpreter for the hidden tests'
complete -c quantladder -n "__fish_seen_subcommand_from $judging" -l unsafe-no-sandbox -d 'Run generated code without a sandbox'

# Any file: a configuration or GGUF files. (fish 3's helper for suffixes knows only one at a time.)
complete -c quantladder -n '__fish_seen_subcommand_from run plan doctor' -F
complete -c quantladder -n '__fish_seen_subcommand_from run plan' -l model -x -d 'Only this model'
complete -c quantladder -n '__fish_seen_subcommand_from run plan' -l task -x -d 'Only this task of the suite'
complete -c quantladder -n '__fish_seen_subcommand_from run plan' -l level -x -d 'Only this task of the suite'
complete -c quantladder -n '__fish_seen_subcommand_from run plan' -l iterations -x -d "Instead of the configuration's number"
complete -c quantladder -n '__fish_seen_subcommand_from run plan' -l rerun -d 'Also the cells that have a result'
complete -c quantladder -n '__fish_seen_subcommand_from run plan' -l out -x -a '(__fish_complete_directories)' -d "The run's folder"
complete -c quantladder -n '__fish_seen_subcommand_from run' -l dry-run -d 'Only say what would be run'
complete -c quantladder -n '__fish_seen_subcommand_from run' -l stop-when-decided -d 'Stop once every comparison is decided'
complete -c quantladder -n '__fish_seen_subcommand_from run plan' -l margin -x -d 'Of equivalence, points'
complete -c quantladder -n '__fish_seen_subcommand_from plan' -l power -d 'What this run could find'
complete -c quantladder -n '__fish_seen_subcommand_from plan' -l difference -x -d 'The difference you care about, points'
complete -c quantladder -n '__fish_seen_subcommand_from plan' -l pilot -r -d 'The spread seen in this run or table'
complete -c quantladder -n '__fish_seen_subcommand_from plan' -l assume -x -d 'Assumed pass rates'
complete -c quantladder -n '__fish_seen_subcommand_from plan' -l correlation -x -d 'Between two models, with --assume'

complete -c quantladder -n '__fish_seen_subcommand_from report rescore verify' -a '(__fish_complete_directories)'
complete -c quantladder -n '__fish_seen_subcommand_from rescore' -l suite -d 'The suite whose tests judge now' -x -a '(__fish_complete_directories)'
complete -c quantladder -n '__fish_seen_subcommand_from rescore' -l all -d 'Also what was judged already'
complete -c quantladder -n '__fish_seen_subcommand_from verify' -l references-only -d 'Only the reference solutions'
complete -c quantladder -n '__fish_seen_subcommand_from verify' -l task -x -d 'Only this task'
complete -c quantladder -n '__fish_seen_subcommand_from verify' -l repeat -x -d 'Judge each candidate this often'
complete -c quantladder -n '__fish_seen_subcommand_from verify' -l jobs -x -d 'Judgements at once'

complete -c quantladder -n '__fish_seen_subcommand_from extract' -F
complete -c quantladder -n '__fish_seen_subcommand_from extract' -l task -x -d 'The task it answers'
complete -c quantladder -n '__fish_seen_subcommand_from extract' -l to -x -a '(__fish_complete_directories)' -d 'Write the files here'

complete -c quantladder -n '__fish_seen_subcommand_from judge' -l task -x -d 'Whose tests'
complete -c quantladder -n '__fish_seen_subcommand_from judge' -l tests -r -F -d 'A test file instead of a task'
complete -c quantladder -n '__fish_seen_subcommand_from judge' -l module -x -d 'The module that the tests import'
complete -c quantladder -n '__fish_seen_subcommand_from judge' -l reply -r -F -d "A model's reply"
complete -c quantladder -n '__fish_seen_subcommand_from judge' -l solution -r -F -d 'Code as it is'

complete -c quantladder -n '__fish_seen_subcommand_from compare recommend import' -F
complete -c quantladder -n '__fish_seen_subcommand_from plan compare recommend import' -l scale -x -d 'Full score of a table of scores'
complete -c quantladder -n '__fish_seen_subcommand_from compare' -l baseline -x -d 'Compare against this model'
complete -c quantladder -n '__fish_seen_subcommand_from compare' -l candidate -x -d 'Only this model'
complete -c quantladder -n '__fish_seen_subcommand_from compare' -l all-pairs -d 'Each model with each'
complete -c quantladder -n '__fish_seen_subcommand_from compare' -l margin -x -d 'What is too small to matter'
complete -c quantladder -n '__fish_seen_subcommand_from compare' -l metric -x -a 'score tg pp ttft vram' -d 'What is compared'
complete -c quantladder -n '__fish_seen_subcommand_from compare' -l unpaired -d 'Do not pair'
complete -c quantladder -n '__fish_seen_subcommand_from compare' -l allow-different -d 'Also where suite or sampling differ'
complete -c quantladder -n '__fish_seen_subcommand_from recommend' -l min-tg -x -d 'Least tokens per second'
complete -c quantladder -n '__fish_seen_subcommand_from recommend' -l max-ttft -x -d 'Longest time to the first token, ms'
complete -c quantladder -n '__fish_seen_subcommand_from recommend' -l max-vram -x -d 'Most VRAM, GiB'
complete -c quantladder -n '__fish_seen_subcommand_from recommend' -l max-size -x -d 'Largest file, GiB'
complete -c quantladder -n '__fish_seen_subcommand_from recommend' -l max-loss -x -d 'Largest loss, points'
complete -c quantladder -n '__fish_seen_subcommand_from import' -l levels -r -F -d 'Published pass rates'
complete -c quantladder -n '__fish_seen_subcommand_from import' -l out -x -a '(__fish_complete_directories)' -d "The run's folder"

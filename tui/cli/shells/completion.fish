# Completion of makabaka-tui for fish. To undo: delete this file.
function __makabaka_tui
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l found ($words[1] --complete $words[2..-1] "$typed" 2>/dev/null)
    set -l values (string match -v ':files' -- $found)
    if test (count $values) -gt 0
        printf '%s\n' $values
    else if contains ':files' $found
        __fish_complete_path "$typed"
    end
end
complete -c makabaka-tui -f -a '(__makabaka_tui)'

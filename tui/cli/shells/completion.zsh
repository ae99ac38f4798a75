#compdef makabaka-tui
# Completion of makabaka-tui for zsh. To undo: delete this file, and the line that sources it.
_makabaka_tui() {
    local line files tool=${(Q)words[1]/#\~/$HOME}
    local -a values said open_values open_said
    for line in "${(@f)$($tool --complete "${(@Q)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}"; do
        if [[ $line == :files ]]; then
            files=yes
        elif [[ ${line%%$'\t'*} == *[=/\(] ]]; then
            open_values+=("${line%%$'\t'*}") open_said+=("${line/$'\t'/  -- }")
        elif [[ -n $line ]]; then
            values+=("${line%%$'\t'*}") said+=("${line/$'\t'/  -- }")
        fi
    done
    (( $#values )) && compadd -l -d said -- "${values[@]}"
    (( $#open_values )) && compadd -S '' -l -d open_said -- "${open_values[@]}"
    if (( ! $#values && ! $#open_values )) && [[ -n $files ]]; then _files; fi
}
if [[ $funcstack[1] == _makabaka-tui ]]; then
    _makabaka_tui "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
    compdef _makabaka_tui makabaka-tui
fi

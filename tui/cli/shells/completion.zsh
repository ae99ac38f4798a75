#compdef makabaka-tui
# Completion of makabaka-tui for zsh. To undo: delete this file, and the line that sources it.
_makabaka_tui() {
    local line word files tool=${(Q)words[1]/#\~/$HOME}
    local -i wide=0
    local -a lines values said open_values open_said
    lines=("${(@f)$($tool --complete "${(@Q)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}")
    for line in $lines; do
        word=${line%%$'\t'*}
        (( $#word > wide )) && wide=$#word
    done
    for line in $lines; do
        word=${line%%$'\t'*}
        [[ $line == *$'\t'* ]] && line="${(r:wide:)word}  -- ${line#*$'\t'}"
        if [[ $line == :files ]]; then
            files=yes
        elif [[ $word == *[=/\(] ]]; then
            open_values+=("$word") open_said+=("$line")
        else
            values+=("$word") said+=("$line")
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

# Completion of makabaka-tui for bash. To undo: delete this file, and the line that sources it.
_makabaka_tui() {
    local tool=$1 line typed=${COMP_WORDS[COMP_CWORD]} files=
    [[ $tool == '~'* ]] && tool=$HOME${tool:1}
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ $line == :files ]]; then files=yes; continue; fi
        line=${line%%$'\t'*}
        [[ $typed == [\"\']* ]] || printf -v line %q "$line"
        COMPREPLY+=("$line")
    done < <("$tool" --complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 0 ]]; then
        [[ $files ]] || compopt +o default 2>/dev/null
    elif [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=/\(] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -o default -F _makabaka_tui makabaka-tui

#!/usr/bin/env bash
# Copies a running node's database, in the order in which the server wants it copied: index before log, checkpoints
# before what they speak of. Not while a scavenge runs. To be run on the node, into a folder of its own.
# Usage: backup.sh DATABASE_DIR INDEX_DIR BACKUP_DIR
# RUN: on a node of EventStoreDB 23.10.6 while it took appends.
set -euo pipefail
[ $# -eq 3 ] || { sed -n '4p' "$0" >&2; exit 2; }
db=$(realpath "$1") index=$(realpath "$2")
[ -f "$db/chaser.chk" ] || { echo "backup.sh: $1: no chaser.chk here, so not a database folder" >&2; exit 2; }
[ ! -e "$3" ] || [ -z "$(ls -A "$3")" ] || { echo "backup.sh: $3: not empty; a backup is never mixed with another" >&2; exit 2; }
mkdir -p "$3/index"
to=$(realpath "$3")

copy() { # FROM TO PATTERN [find's own tests ...]
    local from=$1 target=$2 pattern=$3
    shift 3
    (cd "$from" && find . -type f "$@" -name "$pattern" -print0 | sort -z | xargs -0r cp --parents --preserve=timestamps -t "$target")
}

copy "$index" "$to/index" '*.chk'
copy "$index" "$to/index" '*' ! -name '*.chk'
copy "$db" "$to" '*.chk' -maxdepth 1
copy "$db" "$to" 'chunk-*' -maxdepth 1
sync
echo "$to: $(find "$to" -type f | wc -l) files, $(du -sh "$to" | cut -f1)"

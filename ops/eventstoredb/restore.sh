#!/usr/bin/env bash
# Puts a backup where a stopped node looks for its database. The node cuts off what was half written when it was copied.
# Usage: restore.sh BACKUP_DIR DATABASE_DIR INDEX_DIR
# RUN: a node of EventStoreDB 23.10.6 started on what it put back, and gave every event up to the copy.
set -euo pipefail
[ $# -eq 3 ] || { sed -n '3p' "$0" >&2; exit 2; }
[ -f "$1/chaser.chk" ] || { echo "restore.sh: $1: no chaser.chk here, so not a backup" >&2; exit 2; }
for folder in "$2" "$3"; do
    [ ! -e "$folder" ] || [ -z "$(ls -A "$folder")" ] || { echo "restore.sh: $folder: not empty; move it away first" >&2; exit 2; }
done
from=$(realpath "$1")
mkdir -p "$2" "$3"
find "$from" -maxdepth 1 -type f -print0 | xargs -0r cp --preserve=timestamps -t "$2"
cp -r --preserve=timestamps "$from/index/." "$3"
cp "$2/chaser.chk" "$2/truncate.chk"
echo "$2: restored; give both folders to the server's user, then start the node"

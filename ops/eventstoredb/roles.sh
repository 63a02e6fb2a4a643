#!/usr/bin/env bash
# Creates the three users of a ledger on a cluster and says what each may do.
#   ledger-recorder  may append to and read every stream that is not the system's: the ledger's, and the keys of its texts
#   ledger-reader    may read them, and $all
#   ledger-eraser    may also delete them: it is for `policyledger erase`, which deletes keys of texts (erasure.md)
# The server has no rights by name prefix: "may append to country-*, codebook-* and textkey-*" is "may append to any stream
# but the system's", and "may delete textkey-*" is "may delete any". A cluster that holds a ledger holds nothing else, and
# the eraser's password is kept where the administrator's is.
# Usage: ADMIN_PASSWORD=… RECORDER_PASSWORD=… READER_PASSWORD=… ERASER_PASSWORD=… roles.sh https://node1:2113 ca.crt
# Needs curl, and EnableAtomPubOverHttp on the node that is asked; it may be switched off again afterwards. Run again
# with the same passwords it changes nothing.
# RUN: against three nodes of EventStoreDB 23.10.6 with TLS, through a follower, without the eraser; with it against one node
# with TLS. What each user may and may not was tried.
set -euo pipefail
[ $# -eq 2 ] || { sed -n '9p' "$0" >&2; exit 2; }
: "${ADMIN_PASSWORD:?}" "${RECORDER_PASSWORD:?}" "${READER_PASSWORD:?}" "${ERASER_PASSWORD:?}"
node=$1 ca=$2

# The passwords go through a file descriptor, never through the process list.
post() { # PATH BODY [HEADER ...]
    local path=$1 body=$2
    shift 2
    curl --silent --show-error --fail-with-body --cacert "$ca" --config <(printf 'user = "admin:%s"\n' "$ADMIN_PASSWORD") \
        -H "Content-Type: application/json" "$@" --data-binary @<(printf '%s' "$body") "$node$path"
}

user() { # NAME GROUPS PASSWORD
    post /users/ "$(printf '{"loginName":"%s","fullName":"%s","groups":[%s],"password":"%s"}' "$1" "$1" "$2" "$3")" >/dev/null ||
        { echo "roles.sh: user $1 was not created. 401: ADMIN_PASSWORD is wrong. 409: the user is there with another password; set it by POST /users/$1/command/reset-password" >&2; exit 1; }
    echo "user $1 in $2"
}

user ledger-recorder '"ledger-recorders"' "$RECORDER_PASSWORD"
user ledger-reader '"ledger-readers"' "$READER_PASSWORD"
user ledger-eraser '"ledger-recorders","ledger-erasers"' "$ERASER_PASSWORD"

# What holds for every stream without rights of its own: the ledger's streams need none.
post '/streams/%24settings' '{
  "$userStreamAcl": { "$r": ["ledger-readers", "ledger-recorders"], "$w": "ledger-recorders", "$d": ["$admins", "ledger-erasers"], "$mr": "$admins", "$mw": "$admins" },
  "$systemStreamAcl": { "$r": "$admins", "$w": "$admins", "$d": "$admins", "$mr": "$admins", "$mw": "$admins" }
}' -H "ES-EventType: update-default-acl" -H "ES-EventId: $(cat /proc/sys/kernel/random/uuid)" >/dev/null
echo "streams: ledger-recorders append, ledger-readers read, administrators and ledger-erasers delete"

post '/streams/%24all/metadata' '{ "$acl": { "$r": ["$admins", "ledger-readers", "ledger-recorders"] } }' \
    -H "ES-EventType: \$metadata" -H "ES-EventId: $(cat /proc/sys/kernel/random/uuid)" >/dev/null
echo "\$all: both read"

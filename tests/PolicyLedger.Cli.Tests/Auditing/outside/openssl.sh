#!/usr/bin/env bash
# Usage: openssl.sh VKEY NOTE
# Verifies a signed note with openssl and coreutils alone: the Ed25519 signature of that key over the note's text. What the
# text says is not looked at. Exits 0 with openssl's own line, 1 with the reason, 2 if misused.
set -euo pipefail
export LC_ALL=C
[ $# = 2 ] || { echo "usage: openssl.sh VKEY NOTE" >&2; exit 2; }
refuse() { echo "refused $note: $1"; exit 1; }
vkey=$1 note=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A verifier key: NAME+8 hex digits+base64(01 and the 32 bytes of the key).
name=${vkey%%+*} rest=${vkey#*+}
id=${rest%%+*}
base64 -d <<<"${rest#*+}" >"$work/typed" 2>/dev/null || refuse "the verifier key is not in base64"
[ "$(wc -c <"$work/typed")" = 33 ] && [ "$(head -c 1 "$work/typed" | od -An -tx1 | tr -d ' ')" = 01 ] ||
    refuse "the verifier key is not of Ed25519"
[ "$( (printf '%s\n' "$name"; cat "$work/typed") | sha256sum | head -c 8)" = "$id" ] || refuse "the verifier key's id is not $id"
# RFC 8410: what stands before the 32 bytes in a public key's DER.
(printf '\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00'; tail -c 32 "$work/typed") >"$work/key.der"

# The text ends with the newline before the last empty line; signature lines follow it.
last=$( (grep -an '^$' "$note" || true) | tail -n 1 | cut -d: -f1)
[ -n "$last" ] || refuse "no empty line before the signatures"
head -n $((last - 1)) "$note" >"$work/text"
while IFS=' ' read -r dash signer signature more; do
    [ "$dash" = $'\xe2\x80\x94' ] && [ "$signer" = "$name" ] && [ -z "$more" ] || continue
    base64 -d <<<"$signature" >"$work/signature" 2>/dev/null || continue
    [ "$(head -c 4 "$work/signature" | od -An -tx1 | tr -d ' ')" = "$id" ] || continue
    tail -c +5 "$work/signature" >"$work/raw"
    said=$(openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey "$work/key.der" -in "$work/text" -sigfile "$work/raw" 2>&1) ||
        refuse "$said"
    echo "ok $said"
    exit 0
done < <(tail -n +$((last + 1)) "$note")
refuse "no signature by $name+$id"

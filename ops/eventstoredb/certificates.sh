#!/usr/bin/env bash
# Makes a private CA and a certificate for each node of a cluster, with openssl alone.
# Usage: certificates.sh DIR NAME=ADDRESS [NAME=ADDRESS ...]
#   certificates.sh certs node1=10.0.0.11 node2=10.0.0.12 node3=10.0.0.13
# DIR/ca/ca.crt goes to every node and every client; DIR/ca/ca.key stays where this ran, offline; DIR/NAME goes to that
# node alone. What is there already is kept, so that a node can be added later. The keys are the caller's alone to read: on
# the node they go to the server's user.
# RUN: three nodes of EventStoreDB 23.10.6, plain processes on one machine, formed a cluster with what it made.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '3,4p' "$0" >&2; exit 2; }
dir=$1
shift
umask 077
mkdir -p "$dir/ca"

if [ ! -f "$dir/ca/ca.key" ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=policyledger-cluster-ca" \
        -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign" \
        -keyout "$dir/ca/ca.key" -out "$dir/ca/ca.crt" 2>/dev/null
    chmod 644 "$dir/ca/ca.crt"
fi

for node in "$@"; do
    name=${node%%=*} address=${node#*=}
    [ "$name" != "$node" ] && [ -n "$name" ] && [ -n "$address" ] || { echo "certificates.sh: '$node': write NAME=ADDRESS" >&2; exit 2; }
    [ -f "$dir/$name/node.crt" ] && continue
    mkdir -p "$dir/$name"
    # Every node has the same common name, by which the nodes know each other; clients look at the alternative names.
    # The server reads an RSA key in PKCS #8.
    openssl req -newkey rsa:2048 -nodes -subj "/CN=eventstoredb-node" -keyout "$dir/$name/node.key" -out "$dir/$name/node.csr" 2>/dev/null
    openssl x509 -req -in "$dir/$name/node.csr" -CA "$dir/ca/ca.crt" -CAkey "$dir/ca/ca.key" -CAcreateserial -days 730 \
        -out "$dir/$name/node.crt" 2>/dev/null -extfile <(
            echo "basicConstraints=CA:FALSE"
            echo "keyUsage=critical,digitalSignature,keyEncipherment"
            echo "extendedKeyUsage=serverAuth,clientAuth"
            echo "subjectAltName=DNS:$name,DNS:localhost,IP:127.0.0.1,IP:$address")
    rm "$dir/$name/node.csr"
    echo "$dir/$name: $(openssl x509 -in "$dir/$name/node.crt" -noout -enddate)"
done

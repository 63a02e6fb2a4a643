package main

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Beyond this size tlog's arithmetic overflows.
const largest = 1 << 62

type checkpoint struct {
	origin     string
	size       int64
	root       tlog.Hash
	extensions []string
}

func judgeCheckpoint(key string, files []string) (string, error) {
	c, err := readCheckpoint(key, files[0])
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s %d %s, extension lines: %d", c.origin, c.size, c.root, len(c.extensions)), nil
}

func readCheckpoint(key, file string) (checkpoint, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return checkpoint{}, err
	}
	return openCheckpoint(key, text)
}

// The checkpoint within a note that the key has signed. tlog.ParseTree would want the name of Go's own log as its origin.
func openCheckpoint(key string, text []byte) (checkpoint, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return checkpoint{}, err
	}
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return checkpoint{}, err
	}
	lines := strings.Split(strings.TrimSuffix(opened.Text, "\n"), "\n")
	if len(lines) < 3 {
		return checkpoint{}, fmt.Errorf("a checkpoint has at least three lines, not %d", len(lines))
	}
	for i, line := range lines {
		if line == "" {
			return checkpoint{}, fmt.Errorf("line %d of the checkpoint is empty", i+1)
		}
	}
	if lines[0] != verifier.Name() {
		return checkpoint{}, fmt.Errorf("the origin is %q, the key's name %q", lines[0], verifier.Name())
	}
	size, err := decimal(lines[1])
	if err != nil {
		return checkpoint{}, err
	}
	root, err := hash(lines[2])
	if err != nil {
		return checkpoint{}, err
	}
	if size == 0 && root != emptyRoot() {
		return checkpoint{}, fmt.Errorf("the root of an empty tree is %s, not %s", emptyRoot(), root)
	}
	return checkpoint{lines[0], size, root, lines[3:]}, nil
}

// tlog.TreeHash of Debian's version gives zeros for the empty tree, where RFC 6962 has the hash of nothing.
func emptyRoot() tlog.Hash {
	return sha256.Sum256(nil)
}

func decimal(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > largest || strconv.FormatInt(n, 10) != text {
		return 0, fmt.Errorf("%q is not a decimal number from 0 to %d without leading zeros", text, int64(largest))
	}
	return n, nil
}

func hash(text string) (tlog.Hash, error) {
	var h tlog.Hash
	b, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(b) != tlog.HashSize {
		return h, fmt.Errorf("%q is not a hash of %d bytes in base64", text, tlog.HashSize)
	}
	copy(h[:], b)
	return h, nil
}

func hashes(lines []string) ([]tlog.Hash, error) {
	var all []tlog.Hash
	for _, line := range lines {
		h, err := hash(line)
		if err != nil {
			return nil, err
		}
		all = append(all, h)
	}
	return all, nil
}

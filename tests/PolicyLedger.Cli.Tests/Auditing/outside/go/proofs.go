package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const proofHeader = "c2sp.org/tlog-proof@v1"

// Extra data is read but, as c2sp.org/tlog-proof says, authenticated by nothing: a changed byte in it is not noticed.
func judgeInclusion(key string, files []string) (string, error) {
	proof, err := os.ReadFile(files[0])
	if err != nil {
		return "", err
	}
	leaf, err := os.ReadFile(files[1])
	if err != nil {
		return "", err
	}
	head, signed, found := strings.Cut(string(proof), "\n\n")
	if !found {
		return "", fmt.Errorf("no empty line before the checkpoint")
	}
	index, path, err := parseProof(strings.Split(head, "\n"))
	if err != nil {
		return "", err
	}
	c, err := openCheckpoint(key, []byte(signed))
	if err != nil {
		return "", err
	}
	if err := tlog.CheckRecord(path, c.size, c.root, index, tlog.RecordHash(leaf)); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s has the leaf as %d of %d", c.origin, index, c.size), nil
}

func parseProof(lines []string) (int64, tlog.RecordProof, error) {
	if lines[0] != proofHeader {
		return 0, nil, fmt.Errorf("the first line is %q, not %q", lines[0], proofHeader)
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		if _, err := base64.StdEncoding.Strict().DecodeString(lines[0][len("extra "):]); err != nil {
			return 0, nil, fmt.Errorf("extra: %v", err)
		}
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return 0, nil, fmt.Errorf("no line with the index")
	}
	index, err := decimal(lines[0][len("index "):])
	if err != nil {
		return 0, nil, err
	}
	path, err := hashes(lines[1:])
	return index, path, err
}

func judgeConsistency(key string, files []string) (string, error) {
	before, err := readCheckpoint(key, files[0])
	if err != nil {
		return "", fmt.Errorf("the old checkpoint: %v", err)
	}
	after, err := readCheckpoint(key, files[1])
	if err != nil {
		return "", fmt.Errorf("the new checkpoint: %v", err)
	}
	text, err := os.ReadFile(files[2])
	if err != nil {
		return "", err
	}
	var lines []string
	if len(text) > 0 {
		if text[len(text)-1] != '\n' {
			return "", fmt.Errorf("the proof's last line does not end")
		}
		lines = strings.Split(string(text[:len(text)-1]), "\n")
	}
	proof, err := hashes(lines)
	if err != nil {
		return "", err
	}
	if before.size == 0 {
		// Every tree continues the empty one; there is nothing to prove, and tlog has no proof of it.
		if len(proof) != 0 {
			return "", fmt.Errorf("a proof from the empty tree has no hashes, not %d", len(proof))
		}
	} else if err := tlog.CheckTree(proof, after.size, after.root, before.size, before.root); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s of %d continues %d", after.origin, after.size, before.size), nil
}

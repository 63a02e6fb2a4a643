package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const origin = "policyledger.example/kit"

type kit struct {
	dir    string
	signer note.Signer
	leaves [][]byte
	tree   stored
}

// A kit that owes nothing to PolicyLedger, for seeing that the judges accept what is right:
//
//	vkey skey other.vkey              the log's key, and another of the same name
//	checkpoint                        of the whole tree, with one extension line
//	leaves/I inclusion/I.tlog-proof   every leaf
//	consistency/K.checkpoint K.proof  every earlier tree and the empty one, with K mod 3 extension lines
//	tiles/                            the whole tree
func makeKit(dir, text string) error {
	size, err := decimal(text)
	if err != nil {
		return err
	}
	k, err := newKit(dir, size)
	if err != nil {
		return err
	}
	whole, err := k.checkpoint(size, 1)
	if err != nil {
		return err
	}
	if err := k.write("checkpoint", whole); err != nil {
		return err
	}
	for i := int64(0); i < size; i++ {
		proof, err := tlog.ProveRecord(size, i, k.tree)
		if err != nil {
			return err
		}
		name := strconv.FormatInt(i, 10)
		head := fmt.Sprintf("%s\nindex %d\n%s\n", proofHeader, i, textOf(proof))
		if err := k.write("inclusion/"+name+".tlog-proof", append([]byte(head), whole...)); err != nil {
			return err
		}
		if err := k.write("leaves/"+name, k.leaves[i]); err != nil {
			return err
		}
	}
	if err := k.writeConsistency(size); err != nil {
		return err
	}
	return k.writeTiles(size, whole)
}

func newKit(dir string, size int64) (*kit, error) {
	k := &kit{dir: dir}
	for i := int64(0); i < size; i++ {
		leaf := []byte(strings.Repeat(fmt.Sprintf("leaf %d\n", i), int(i%7)))
		added, err := tlog.StoredHashes(i, leaf, k.tree)
		if err != nil {
			return nil, err
		}
		k.leaves, k.tree = append(k.leaves, leaf), append(k.tree, added...)
	}
	skey, vkey, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return nil, err
	}
	_, other, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return nil, err
	}
	if k.signer, err = note.NewSigner(skey); err != nil {
		return nil, err
	}
	for name, key := range map[string]string{"vkey": vkey, "skey": skey, "other.vkey": other} {
		if err := k.write(name, []byte(key+"\n")); err != nil {
			return nil, err
		}
	}
	return k, nil
}

func (k *kit) checkpoint(size int64, extensions int) ([]byte, error) {
	root, err := rootOf(size, k.tree)
	if err != nil {
		return nil, err
	}
	text := fmt.Sprintf("%s\n%d\n%s\n", origin, size, root)
	for i := 0; i < extensions; i++ {
		heads := sha256.Sum256([]byte(fmt.Sprintf("heads %d of %d", i, size)))
		text += "policyledger/heads " + base64.StdEncoding.EncodeToString(heads[:]) + "\n"
	}
	return note.Sign(&note.Note{Text: text}, k.signer)
}

func (k *kit) writeConsistency(size int64) error {
	for old := int64(0); old <= size; old++ {
		var proof tlog.TreeProof
		if old > 0 {
			var err error
			if proof, err = tlog.ProveTree(size, old, k.tree); err != nil {
				return err
			}
		}
		signed, err := k.checkpoint(old, int(old%3))
		if err != nil {
			return err
		}
		name := "consistency/" + strconv.FormatInt(old, 10)
		if err := k.write(name+".checkpoint", signed); err != nil {
			return err
		}
		if err := k.write(name+".proof", []byte(textOf(proof))); err != nil {
			return err
		}
	}
	return nil
}

func (k *kit) writeTiles(size int64, whole []byte) error {
	if err := k.write("tiles/checkpoint", whole); err != nil {
		return err
	}
	for _, t := range tilesOf(size) {
		both := []tlog.Tile{t}
		if t.L == 0 {
			both = append(both, tlog.Tile{H: t.H, L: -1, N: t.N, W: t.W})
		}
		for _, t := range both {
			data, err := contentOf(t, size, k.leaves, k.tree)
			if err != nil {
				return err
			}
			if err := k.write("tiles/"+pathOf(t), data); err != nil {
				return err
			}
		}
	}
	return nil
}

func (k *kit) write(name string, data []byte) error {
	path := filepath.Join(k.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}

func textOf(hashes []tlog.Hash) string {
	var text strings.Builder
	for _, h := range hashes {
		text.WriteString(h.String() + "\n")
	}
	return text.String()
}

// For notes that are signed well and say something wrong.
func signText(skey, file string) error {
	signer, err := note.NewSigner(skey)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	signed, err := note.Sign(&note.Note{Text: string(text)}, signer)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(signed)
	return err
}

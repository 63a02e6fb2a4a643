package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/tlog"
)

// Recomputes the tree from the entries and compares every file with it; then reads every leaf as a client of the tiles does,
// which trusts only the checkpoint.
func judgeTiles(key string, files []string) (string, error) {
	dir := files[0]
	c, err := readCheckpoint(key, filepath.Join(dir, "checkpoint"))
	if err != nil {
		return "", err
	}
	entries, tree, err := rebuild(dir, c)
	if err != nil {
		return "", err
	}
	count, err := compareFiles(dir, c, entries, tree)
	if err != nil {
		return "", err
	}
	if err := readAsClient(dir, c, tree); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s %d, files: %d", c.origin, c.size, count), nil
}

// A bundle's leaves at a time, since the reader checks whole tiles at each call.
func readAsClient(dir string, c checkpoint, tree stored) error {
	reader := tlog.TileHashReader(tlog.Tree{N: c.size, Hash: c.root}, tileFiles(dir))
	for first := int64(0); first < c.size; first += 1 << height {
		var indexes []int64
		for i := first; i < c.size && i < first+1<<height; i++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, i))
		}
		read, err := reader.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for i, index := range indexes {
			if read[i] != tree[index] {
				return fmt.Errorf("leaf %d is another in the tiles than in the entries", first+int64(i))
			}
		}
	}
	return nil
}

// The leaves of the tree that the checkpoint has signed, and all its hashes in the order of tlog.StoredHashIndex.
func rebuild(dir string, c checkpoint) ([][]byte, stored, error) {
	var entries [][]byte
	var tree stored
	for _, t := range tilesOf(c.size) {
		if t.L != 0 {
			break
		}
		t.L = -1
		data, err := os.ReadFile(filepath.Join(dir, pathOf(t)))
		if err != nil {
			return nil, nil, err
		}
		bundle, err := split(data)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %v", pathOf(t), err)
		}
		if len(bundle) != t.W {
			return nil, nil, fmt.Errorf("%s has %d entries, not %d", pathOf(t), len(bundle), t.W)
		}
		for _, entry := range bundle {
			added, err := tlog.StoredHashes(int64(len(entries)), entry, tree)
			if err != nil {
				return nil, nil, err
			}
			tree = append(tree, added...)
			entries = append(entries, entry)
		}
	}
	if root, err := rootOf(c.size, tree); err != nil || root != c.root {
		return nil, nil, fmt.Errorf("the entries have the root %s, the checkpoint has %s (%v)", root, c.root, err)
	}
	return entries, tree, nil
}

// A partial tile of an earlier checkpoint may stay. What lies beyond the checkpoint is refused: nothing vouches for it.
func compareFiles(dir string, c checkpoint, entries [][]byte, tree stored) (int, error) {
	wanted := map[string]bool{}
	for _, t := range tilesOf(c.size) {
		wanted[pathOf(t)] = true
		if t.L == 0 {
			t.L = -1
			wanted[pathOf(t)] = true
		}
	}
	count := 0
	root := filepath.Join(dir, "tile")
	if _, err := os.Stat(root); os.IsNotExist(err) && c.size == 0 {
		return 0, nil
	}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, file)
		if err != nil {
			return err
		}
		t, err := parsePath(filepath.ToSlash(name))
		if err != nil {
			return err
		}
		right, err := contentOf(t, c.size, entries, tree)
		if err != nil {
			return err
		}
		if there, err := os.ReadFile(file); err != nil || !bytes.Equal(there, right) {
			return fmt.Errorf("%s is not what the entries give (%v)", name, err)
		}
		delete(wanted, pathOf(t))
		count++
		return nil
	})
	for name := range wanted {
		if err == nil {
			err = fmt.Errorf("%s is missing", name)
		}
	}
	return count, err
}

func contentOf(t tlog.Tile, size int64, entries [][]byte, tree stored) ([]byte, error) {
	level := t.L
	if level < 0 {
		level = 0
	}
	first, last := t.N<<height, t.N<<height+int64(t.W)
	if level*height >= 62 || last > size>>(uint(level)*height) {
		return nil, fmt.Errorf("%s lies beyond the checkpoint's size %d", pathOf(t), size)
	}
	if t.L >= 0 {
		return tlog.ReadTileData(t, tree)
	}
	return join(entries[first:last]), nil
}

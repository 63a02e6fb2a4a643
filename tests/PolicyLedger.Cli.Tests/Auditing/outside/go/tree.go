package main

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/tlog"
)

// The hashes of a tree in memory, where tlog.StoredHashIndex says.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	read := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index < 0 || index >= int64(len(s)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		read[i] = s[index]
	}
	return read, nil
}

func rootOf(size int64, tree stored) (tlog.Hash, error) {
	if size == 0 {
		return emptyRoot(), nil
	}
	return tlog.TreeHash(size, tree)
}

// The folder of tiles as a source for tlog.TileHashReader.
type tileFiles string

func (dir tileFiles) Height() int { return height }

func (dir tileFiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (dir tileFiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	read := make([][]byte, len(tiles))
	for i, t := range tiles {
		data, err := os.ReadFile(filepath.Join(string(dir), pathOf(t)))
		if err != nil {
			return nil, err
		}
		read[i] = data
	}
	return read, nil
}

package main

import (
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// A full tile holds 256 hashes.
const height = 8

// The tiles of a tree: at each level the full ones, then the partial one if there is one.
func tilesOf(size int64) []tlog.Tile {
	var tiles []tlog.Tile
	for level := 0; size>>(uint(level)*height) > 0; level++ {
		width := size >> (uint(level) * height)
		for n := int64(0); n<<height < width; n++ {
			w := width - n<<height
			if w > 1<<height {
				w = 1 << height
			}
			tiles = append(tiles, tlog.Tile{H: height, L: level, N: n, W: int(w)})
		}
	}
	return tiles
}

// c2sp.org/tlog-tiles leaves the height out of tlog's paths, and says entries where they say data.
func pathOf(t tlog.Tile) string {
	path := "tile/" + strings.TrimPrefix(t.Path(), fmt.Sprintf("tile/%d/", height))
	return strings.Replace(path, "tile/data/", "tile/entries/", 1)
}

func parsePath(path string) (tlog.Tile, error) {
	long := strings.Replace(path, "tile/entries/", "tile/data/", 1)
	t, err := tlog.ParseTilePath(strings.Replace(long, "tile/", fmt.Sprintf("tile/%d/", height), 1))
	if err != nil || pathOf(t) != path {
		return t, fmt.Errorf("%s is no tile's path (%v)", path, err)
	}
	return t, nil
}

func split(data []byte) ([][]byte, error) {
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("entry %d is cut off", len(entries))
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:end])
		data = data[end:]
	}
	return entries, nil
}

func join(entries [][]byte) []byte {
	var data []byte
	for _, entry := range entries {
		data = append(data, byte(len(entry)>>8), byte(len(entry)))
		data = append(data, entry...)
	}
	return data
}

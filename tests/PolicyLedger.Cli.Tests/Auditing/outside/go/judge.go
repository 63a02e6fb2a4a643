// Judges a log's files with golang.org/x/mod/sumdb/note and tlog, which nobody here wrote. Nothing of PolicyLedger is used:
// only the two packages and the texts of RFC 6962 and c2sp.org. Built offline from Debian's golang-go and
// golang-golang-x-mod-dev:
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go build -o judge .
//
// A line for each thing judged: "ok …" or "refused FILE: reason". Exits 0 if all are ok, 1 if one is refused, 2 if misused.
package main

import (
	"fmt"
	"os"
	"strings"
)

const usage = `usage:
  judge checkpoint  VKEY CHECKPOINT...
  judge inclusion   VKEY (PROOF LEAF)...
  judge consistency VKEY (OLDCHECKPOINT NEWCHECKPOINT PROOF)...
  judge tiles       VKEY DIR...
  judge make        DIR SIZE     makes a kit to judge
  judge sign        SKEY TEXT    prints the text as a signed note
VKEY and SKEY are the keys themselves, all other arguments files.`

// A command judges a number of files together, and says in one line what it found.
type command struct {
	files int
	judge func(key string, files []string) (string, error)
}

var commands = map[string]command{
	"checkpoint":  {1, judgeCheckpoint},
	"inclusion":   {2, judgeInclusion},
	"consistency": {3, judgeConsistency},
	"tiles":       {1, judgeTiles},
}

func main() {
	args := os.Args[1:]
	switch {
	case len(args) == 3 && args[0] == "make":
		end(makeKit(args[1], args[2]))
	case len(args) == 3 && args[0] == "sign":
		end(signText(args[1], args[2]))
	}
	if len(args) < 3 {
		misused()
	}
	c, known := commands[args[0]]
	key, files := args[1], args[2:]
	if !known || len(files)%c.files != 0 {
		misused()
	}
	refused := 0
	for ; len(files) > 0; files = files[c.files:] {
		said, err := c.judge(key, files[:c.files])
		if err != nil {
			refused++
			fmt.Printf("refused %s: %s\n", files[0], strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Printf("ok %s\n", said)
		}
	}
	if refused > 0 {
		os.Exit(1)
	}
}

func end(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func misused() {
	fmt.Fprintln(os.Stderr, usage)
	os.Exit(2)
}

package main

import (
	"encoding/json"
	"io/fs"
	"math/big"
	"strings"
	"testing"
	"time"

	"dombot/internal/ballot"
	"dombot/internal/ballot/chain"
	register "dombot/internal/owners"
)

// A record with one vote of a house of two holdings, and its receipt.
func recordOfOne(t *testing.T) (record, receipt []byte) {
	t.Helper()
	start := time.Date(2026, 12, 18, 2, 0, 0, 0, time.UTC)
	m := ballot.Meeting{
		ID: 3, Start: start, End: start.Add(240 * time.Hour), Mode: ballot.Official,
		Questions: []ballot.Question{{Number: 1, Text: "Совет дома", Majority: ballot.MostOfAll}},
	}
	e := register.Electorate{Total: big.NewRat(80, 1), Holdings: []register.Holding{
		{ID: 1, Weight: big.NewRat(453, 10)}, {ID: 2, Weight: big.NewRat(347, 10)},
	}}
	key := []byte(strings.Repeat("k", chain.KeySize))
	header, voters := chain.NewHeader(m, e, key)
	f := chain.File{Format: chain.FileFormat, Header: header, Voters: voters}
	who := chain.Voter{Voter: chain.Pseudonym(key, 1), Weight: "453/10"}
	v := header.Vote(who, ballot.Decision{Channel: ballot.Electronic, At: start, Answers: []ballot.Answer{ballot.For}})
	nonce := chain.Hash(strings.Repeat("n", chain.KeySize))
	f.Entries = []chain.Entry{header.Next(1, f.Head(), v, nonce)}
	f.Openings = []chain.Opening{{Seq: 1, Nonce: nonce, Vote: v}}
	record, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	receipt, err = json.Marshal(header.Receipt(chain.Opening{Seq: 1, Nonce: nonce, Vote: v}, f.Entries[0].Hash))
	if err != nil {
		t.Fatal(err)
	}
	return record, receipt
}

func TestARecordOfVotesIsVerifiedByTheCommandLine(t *testing.T) {
	t.Parallel()
	record, receipt := recordOfOne(t)
	files := map[string]string{
		"votes": string(record), "mine": string(receipt), "junk": "{}",
		"renamed": strings.Replace(string(record), "Совет дома", "Председатель", 1),
		"forged":  strings.Replace(string(record), `"answers":["for"]`, `"answers":["against"]`, 1),
	}
	verify := func(args ...string) (string, error) {
		var out strings.Builder
		w := World{Getenv: func(string) string { return "" }, Out: &out, Err: &out, ReadFile: func(name string) ([]byte, error) {
			text, ok := files[name]
			if !ok {
				return nil, fs.ErrNotExist
			}
			return []byte(text), nil
		}}
		err := Main(t.Context(), append([]string{"meeting", "verify"}, args...), w)
		return out.String(), err
	}
	said, err := verify("votes", "--receipt", "mine")
	for _, want := range []string{"цепочке: 1", "участвует 45.30 м² из 80.00 м², кворум есть", "за 45.30 м²", "Принят.", "✓ Цепочка цела. Квитанции подтверждены: 1."} {
		if err != nil || !strings.Contains(said, want) {
			t.Errorf("%v\n%s\nwant %q", err, said, want)
		}
	}
	if said, err := verify("forged", "--receipt", "mine"); err == nil || !strings.Contains(said, "✗ Запись 1: раскрыт не тот голос") {
		t.Errorf("forged: %v\n%s", err, said)
	}
	for args, want := range map[[3]string]string{
		{"votes", "--head", "00"}:         "опубликованной суммы нет ни у одной записи",
		{"renamed", "--earlier", "votes"}: "✗ Вопрос 1: формулировка или нужное большинство не те",
	} {
		if said, err := verify(args[:]...); err == nil || !strings.Contains(said, want) {
			t.Errorf("%v: %v\n%s\nwant %q", args, err, said, want)
		}
	}
	for _, args := range [][]string{{"junk"}, {"gone"}, {"votes", "--receipt", "junk"}} {
		if said, err := verify(args...); err == nil || strings.Contains(said, "✓") {
			t.Errorf("%v: %v\n%s", args, err, said)
		}
	}
}

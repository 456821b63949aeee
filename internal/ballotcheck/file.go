package ballotcheck

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// file is a published chain.
type file struct {
	Format   string    `json:"format"`
	Header   header    `json:"header"`
	Entries  []entry   `json:"entries"`
	Voters   []voter   `json:"voters"`
	Openings []opening `json:"openings"`
}

type header struct {
	Version   int        `json:"version"`
	Meeting   int64      `json:"meeting"`
	Start     string     `json:"start"`
	End       string     `json:"end"`
	Mode      string     `json:"mode"`
	Revote    bool       `json:"revote"`
	Questions []question `json:"questions"`
	Total     string     `json:"total"`
	Voters    string     `json:"voters"`
}

type question struct {
	Number int    `json:"number"`
	Text   string `json:"text"`
	Of     string `json:"of"`
	Num    int64  `json:"num"`
	Den    int64  `json:"den"`
	Over   bool   `json:"over"`
}

type entry struct {
	Seq        int64  `json:"seq"`
	Prev       string `json:"prev"`
	Commitment string `json:"commitment"`
	Hash       string `json:"hash"`
}

type voter struct {
	Voter  string `json:"voter"`
	Weight string `json:"weight"`
}

type vote struct {
	Voter    string   `json:"voter"`
	Weight   string   `json:"weight"`
	Channel  string   `json:"channel"`
	At       string   `json:"at"`
	Received string   `json:"received"`
	Answers  []string `json:"answers"`
	Corrects int64    `json:"corrects"`
}

type opening struct {
	Seq   int64  `json:"seq"`
	Nonce string `json:"nonce"`
	vote
}

type receipt struct {
	Format  string `json:"format"`
	Meeting int64  `json:"meeting"`
	Seq     int64  `json:"seq"`
	Nonce   string `json:"nonce"`
	Hash    string `json:"hash"`
	vote
}

// errTail tells that something follows the value of a file.
var errTail = errors.New("more than one value")

// read decodes data strictly: what the checker does not know could not be checked.
func read(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("read file: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("read file: %w", errTail)
	}
	return nil
}

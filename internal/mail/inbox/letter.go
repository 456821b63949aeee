package inbox

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"

	"golang.org/x/net/idna"
)

// Letter is a letter that arrived.
type Letter struct {
	Number  int // counts all that arrived, from 1
	ID      string
	From    string
	To      string
	Subject string
	Text    string
	Date    time.Time
	Raw     []byte
}

// read takes a letter of plain text apart.
func read(raw []byte) (l Letter, err error) {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return l, fmt.Errorf("read letter: %w", err)
	}
	l = Letter{ID: m.Header.Get("Message-Id"), Raw: raw}
	decoder := new(mime.WordDecoder)
	if l.Subject, err = decoder.DecodeHeader(m.Header.Get("Subject")); err != nil {
		return l, fmt.Errorf("read subject: %w", err)
	}
	if l.From, err = decoder.DecodeHeader(m.Header.Get("From")); err != nil {
		return l, fmt.Errorf("read sender: %w", err)
	}
	if l.Date, err = m.Header.Date(); err != nil {
		return l, fmt.Errorf("read date: %w", err)
	}
	text, err := io.ReadAll(decoded(m))
	if err != nil {
		return l, fmt.Errorf("read text: %w", err)
	}
	l.Text = strings.ReplaceAll(string(text), "\r\n", "\n")
	return l, nil
}

func decoded(m *mail.Message) io.Reader {
	switch strings.ToLower(m.Header.Get("Content-Transfer-Encoding")) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, m.Body)
	case "quoted-printable":
		return quotedprintable.NewReader(m.Body)
	}
	return m.Body
}

// unicodeOf returns an address with the letters of an international domain.
func unicodeOf(address string) string {
	at := strings.LastIndex(address, "@")
	domain, err := idna.Display.ToUnicode(address[at+1:])
	if err != nil {
		return address
	}
	return address[:at+1] + domain
}

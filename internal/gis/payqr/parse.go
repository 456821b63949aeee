package payqr

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dombot/internal/housing"
)

// maxCode is how many bytes the largest QR symbol holds.
const maxCode = 2953

// The codes that are not read, by kind.
var (
	ErrForeign = errors.New("code is not of GOST R 56042")
	ErrFast    = errors.New("code is of the fast payment system")
)

// Code is what stands in a payment code: values by their names.
type Code struct {
	names  []string // as they come first, in lower case
	values map[string]string
}

// Parse reads the bytes of a symbol.
func Parse(data []byte) (Code, error) {
	data = []byte(strings.TrimSpace(strings.TrimPrefix(string(data), "\uFEFF")))
	switch {
	case len(data) > maxCode:
		return Code{}, fmt.Errorf("%w: %d bytes", ErrForeign, len(data))
	case strings.HasPrefix(strings.ToLower(string(data)), "https://qr.nspk.ru/"):
		return Code{}, ErrFast
	}
	set, separator, ok := service(data)
	if !ok {
		return Code{}, ErrForeign
	}
	c := Code{values: map[string]string{}}
	c.read(decode(data[serviceSize:], set), separator)
	if len(c.values) == 0 {
		return Code{}, fmt.Errorf("%w: no values", ErrForeign)
	}
	return c, nil
}

// serviceSize is the length of the service block: ST, version, set of signs, separator.
const serviceSize = 8

// service reads the service block.
func service(data []byte) (set byte, separator string, ok bool) {
	if len(data) < serviceSize || !strings.EqualFold(string(data[:6]), "ST0001") {
		return 0, "", false
	}
	set, sign := data[6], data[7]
	if set < '1' || set > '3' || sign <= ' ' || sign >= utf8.RuneSelf || inName(rune(sign)) || sign == '=' {
		return 0, "", false
	}
	return set, string(rune(sign)), true
}

// read splits text into values. A piece that does not begin with a name
// belongs to the value before it: the separator stood in it. Of values with
// one name the last counts.
func (c *Code) read(text, separator string) {
	last := ""
	for piece := range strings.SplitSeq(text, separator) {
		name, value, ok := strings.Cut(piece, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		switch {
		case ok && isName(name):
			if !slices.Contains(c.names, name) {
				c.names = append(c.names, name)
			}
			c.values[name] = plain(value)
			last = name
		case last != "" && piece != "":
			c.values[last] = plain(c.values[last] + separator + piece)
		}
	}
}

func isName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !inName(r) })
}

func inName(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// plain drops the signs without a shape and the spaces around a value.
func plain(value string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsGraphic(r):
			return -1
		}
		return r
	}, value))
}

// Value returns the value of a name, in whatever case it was written; empty
// where there is none.
func (c Code) Value(name string) string { return c.values[strings.ToLower(name)] }

// utility is the technical code of payments for housing.
const utility = "02"

// Slip returns what the code says of who is paid and for which account.
func (c Code) Slip() housing.Slip {
	kind := c.Value("TechCode")
	return housing.Slip{
		Payee:   head(c.Value("Name"), maxPayee),
		INN:     c.Value("PayeeINN"),
		Number:  c.number(),
		Address: head(c.address(), maxAddress),
		Utility: kind == "" || kind == utility || kind == strings.TrimPrefix(utility, "0"),
	}
}

// Bounds of what is taken over, in signs.
const (
	maxPayee   = 160
	maxAddress = 200
)

// number returns the number of the payer's account, else an identifier of ГИС
// ЖКХ under a name of the organisation's own: nothing else is built like one.
func (c Code) number() housing.Number {
	if n, ok := housing.ParseNumber(c.Value("PersAcc")); ok {
		return n
	}
	for _, name := range c.names {
		if n, ok := housing.ParseNumber(c.values[name]); ok && n.Kind != housing.AccountNumber {
			return n
		}
	}
	return housing.Number{}
}

// address returns the payer's address with the flat.
func (c Code) address() string {
	address, flat := c.Value("PayerAddress"), c.Value("Flat")
	if address == "" || flat == "" || housing.ParseQuery(address).Premises != "" {
		return address
	}
	return address + ", кв. " + flat
}

func head(s string, limit int) string {
	if r := []rune(s); len(r) > limit {
		return string(r[:limit])
	}
	return s
}

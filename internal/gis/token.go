package gis

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// tokenKind tells the pieces of an XML part apart.
type tokenKind int

const (
	textToken  tokenKind = iota
	openToken            // <c r="A1">
	closeToken           // </c>
	emptyToken           // <c r="A1"/>
	otherToken           // a comment, CDATA, an instruction
)

// maxToken bounds one piece; a cell of Excel holds at most 32767 characters.
const maxToken = 1 << 20

// tokens cuts XML into pieces without changing a byte: written one after
// another they are the input. It understands only as much as the scan of a
// sheet and the filling of one column need.
type tokens struct {
	r   *bufio.Reader
	buf []byte
}

func newTokens(r io.Reader) *tokens { return &tokens{r: bufio.NewReaderSize(r, 64<<10)} }

// next returns the next piece, valid until the following call; io.EOF at the end.
func (t *tokens) next() (tokenKind, []byte, error) {
	t.buf = t.buf[:0]
	first, err := t.r.Peek(1)
	if err != nil {
		return 0, nil, err
	}
	if first[0] != '<' {
		err := t.text()
		return textToken, t.buf, err
	}
	return t.markup()
}

// text reads up to the next "<", which stays unread.
func (t *tokens) text() error {
	for {
		n := max(t.r.Buffered(), 1)
		chunk, err := t.r.Peek(n)
		if len(chunk) == 0 {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		cut := bytes.IndexByte(chunk, '<')
		if cut >= 0 {
			chunk = chunk[:cut]
		}
		t.buf = append(t.buf, chunk...)
		if _, err := t.r.Discard(len(chunk)); err != nil {
			return err
		}
		if cut >= 0 {
			return nil
		}
		if len(t.buf) > maxToken {
			return errLongToken()
		}
	}
}

func errLongToken() error { return fmt.Errorf("read XML: a piece over %d bytes", maxToken) }

// markup reads one tag, comment, CDATA or instruction.
func (t *tokens) markup() (tokenKind, []byte, error) {
	for {
		chunk, err := t.r.ReadSlice('>')
		t.buf = append(t.buf, chunk...)
		switch {
		case err == nil && markupEnds(t.buf):
			return kindOf(t.buf), t.buf, nil
		case errors.Is(err, io.EOF):
			return 0, nil, fmt.Errorf("read XML tag: %w", io.ErrUnexpectedEOF)
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return 0, nil, err
		case len(t.buf) > maxToken:
			return 0, nil, errLongToken()
		}
	}
}

// markupEnds reports whether the ">" at the end of b closes the piece.
func markupEnds(b []byte) bool {
	switch {
	case bytes.HasPrefix(b, []byte("<!--")):
		return len(b) >= 7 && bytes.HasSuffix(b, []byte("-->"))
	case bytes.HasPrefix(b, []byte("<![CDATA[")):
		return bytes.HasSuffix(b, []byte("]]>"))
	case bytes.HasPrefix(b, []byte("<?")):
		return len(b) >= 4 && bytes.HasSuffix(b, []byte("?>"))
	}
	quote := byte(0)
	for _, c := range b {
		switch {
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == quote:
			quote = 0
		}
	}
	return quote == 0
}

func kindOf(b []byte) tokenKind {
	switch {
	case b[1] == '!' || b[1] == '?':
		return otherToken
	case b[1] == '/':
		return closeToken
	case b[len(b)-2] == '/':
		return emptyToken
	}
	return openToken
}

// tagName returns the name of a tag without its prefix.
func tagName(tag []byte) []byte {
	name := bytes.TrimLeft(tag, "</")
	if i := bytes.IndexAny(name, " \t\r\n/>"); i >= 0 {
		name = name[:i]
	}
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	return name
}

// tagPrefix returns the prefix of a tag's name with its colon: "x:" or "".
func tagPrefix(tag []byte) []byte {
	name := bytes.TrimLeft(tag, "</")
	if i := bytes.IndexAny(name, " \t\r\n/>"); i >= 0 {
		name = name[:i]
	}
	return name[:bytes.IndexByte(name, ':')+1]
}

// attribute returns the span of the value of the named attribute in tag; false if it has none.
func attribute(tag []byte, name string) (from, to int, ok bool) {
	for i := 0; i < len(tag); i++ {
		if tag[i] != '"' && tag[i] != '\'' {
			continue
		}
		end := bytes.IndexByte(tag[i+1:], tag[i])
		if end < 0 {
			return 0, 0, false
		}
		key := bytes.TrimRight(tag[:i], " \t\r\n")
		key = bytes.TrimRight(bytes.TrimSuffix(key, []byte("=")), " \t\r\n")
		start := bytes.LastIndexAny(key, " \t\r\n\"'<") + 1
		if string(key[start:]) == name {
			return i + 1, i + 1 + end, true
		}
		i += 1 + end
	}
	return 0, 0, false
}

func attributeText(tag []byte, name string) string {
	from, to, ok := attribute(tag, name)
	if !ok {
		return ""
	}
	return string(tag[from:to])
}

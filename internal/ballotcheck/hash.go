package ballotcheck

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"strconv"
)

// writer hashes fields one after the other, each behind its length.
type writer struct{ to hash.Hash }

func plain(name string) writer { return writer{sha256.New()}.text(name) }

func keyed(key []byte, name string) writer { return writer{hmac.New(sha256.New, key)}.text(name) }

func (w writer) bytes(b []byte) writer {
	return w.text(string(b))
}

func (w writer) text(s string) writer {
	_, _ = io.WriteString(w.to, lengthOf(len(s))+s) // a hash takes everything
	return w
}

func (w writer) number(n int64) writer { return w.text(strconv.FormatInt(n, 10)) }

func (w writer) truth(b bool) writer {
	if b {
		return w.text("true")
	}
	return w.text("false")
}

func (w writer) hex() string { return hex.EncodeToString(w.to.Sum(nil)) }

// lengthOf is a length as eight bytes, the greatest first.
func lengthOf(n int) string {
	var b [8]byte
	for i := 7; i >= 0; i-- {
		b[i] = byte(n % 256)
		n /= 256
	}
	return string(b[:])
}

// raw reads a hash; false: it is none of 32 bytes in small hexadecimal letters, as the files have it.
func raw(s string) ([]byte, bool) {
	b, err := hex.DecodeString(s)
	return b, err == nil && len(b) == sha256.Size && hex.EncodeToString(b) == s
}

func (h header) hash() (string, bool) {
	root, ok := raw(h.Voters)
	name := map[int]string{0: "dombot start 1", 2: "dombot start 2", 3: "dombot start 3"}[h.Version]
	w := plain(name).number(h.Meeting).text(h.Start).text(h.End).text(h.Mode).truth(h.Revote).
		text(h.Total).bytes(root)
	for _, q := range h.Questions {
		w = w.number(int64(q.Number))
		if h.Version >= 2 {
			w = w.text(q.Text)
		}
		w = w.text(q.Of).number(q.Num).number(q.Den).truth(q.Over)
	}
	return w.hex(), ok
}

func (e entry) hash() (string, bool) {
	prev, known := raw(e.Prev)
	commitment, sealed := raw(e.Commitment)
	return plain("dombot entry 1").number(e.Seq).bytes(prev).bytes(commitment).hex(), known && sealed
}

// commitment is what an entry has of a vote; false: the nonce is none, or the vote has what its format has
// not.
func (h header) commitment(v vote, nonce string) (string, bool) {
	key, ok := raw(nonce)
	name := "dombot vote 1"
	if h.Version == 3 {
		name = "dombot vote 2"
	} else if v.Corrects != 0 {
		return "", false
	}
	w := keyed(key, name).number(h.Meeting).text(v.Voter).text(v.Weight).text(v.Channel).text(v.At).
		text(v.Received)
	if h.Version == 3 {
		w = w.number(v.Corrects)
	}
	for _, a := range v.Answers {
		w = w.text(a)
	}
	return w.hex(), ok
}

func rootOf(voters []voter) string {
	w := plain("dombot voters 1")
	for _, v := range voters {
		w = w.text(v.Voter).text(v.Weight)
	}
	return w.hex()
}

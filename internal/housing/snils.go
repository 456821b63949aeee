package housing

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"strings"
)

// SNILS is a СНИЛС with right check digits. It lives in memory alone: it is hashed with a [SNILSKey] before
// anything is stored, and prints as dots.
type SNILS struct{ digits string }

// String hides the number.
func (SNILS) String() string { return "•••" }

// GoString hides the number.
func (SNILS) GoString() string { return "•••" }

// MarshalText hides the number.
func (SNILS) MarshalText() ([]byte, error) { return []byte("•••"), nil }

// firstChecked is the first number with check digits.
const firstChecked = "001001999"

// ParseSNILS reads a СНИЛС with or without dashes and spaces: «112-233-445 95».
func ParseSNILS(s string) (SNILS, bool) {
	s = strings.NewReplacer("-", "", " ", "", "\u00a0", "").Replace(s)
	if len(s) != 11 || !allDigits(s) || s[:9] == "000000000" {
		return SNILS{}, false
	}
	if s[:9] < firstChecked {
		return SNILS{s}, true
	}
	sum := 0
	for i := range 9 {
		sum += (9 - i) * int(s[i]-'0')
	}
	return SNILS{s}, fmt.Sprintf("%02d", sum%101%100) == s[9:]
}

// SNILSKey hashes СНИЛС. There are only a milliard of them, so the key is what keeps a stolen table silent:
// it never lies beside the hashes. The zero key hashes nothing.
type SNILSKey struct{ key, name []byte }

// String hides the key.
func (SNILSKey) String() string { return "•••" }

// GoString hides the key.
func (SNILSKey) GoString() string { return "•••" }

// MarshalText hides the key.
func (SNILSKey) MarshalText() ([]byte, error) { return []byte("•••"), nil }

// LeastSNILSKey is how many signs the secret of a key has at least.
const LeastSNILSKey = 32

// keyName is how many bytes of a hash name its key.
const keyName = 4

// NewSNILSKey returns the key of a secret of at least [LeastSNILSKey] signs.
func NewSNILSKey(secret string) (SNILSKey, error) {
	if len(secret) < LeastSNILSKey {
		return SNILSKey{}, fmt.Errorf("the secret is shorter than %d signs", LeastSNILSKey)
	}
	k := SNILSKey{key: []byte(secret)}
	k.name = k.sum("name")[:keyName]
	return k, nil
}

// Set reports whether k can hash.
func (k SNILSKey) Set() bool { return len(k.key) > 0 }

func (k SNILSKey) sum(text string) []byte {
	mac := hmac.New(sha256.New, k.key)
	_, _ = mac.Write([]byte(text)) // never fails
	return mac.Sum(nil)
}

// Hash returns what is stored of a СНИЛС; nil with the zero key.
func (k SNILSKey) Hash(s SNILS) SNILSHash {
	if !k.Set() || s.digits == "" {
		return nil
	}
	return append(bytes.Clone(k.name), k.sum("snils "+s.digits)...)
}

// SNILSHash is the keyed hash of a СНИЛС, behind the name of its key: hashes of two keys tell nothing about
// whether they are of one person.
type SNILSHash []byte

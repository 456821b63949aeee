package housing

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"io"
)

// tokenBytes is how many random bytes a token holds: 160 bits, 32 signs.
const tokenBytes = 20

// NewToken draws the secret of a one-time link from random: small letters and digits, so that nothing
// on its way through chats and addresses changes it.
func NewToken(random io.Reader) (string, error) {
	b := make([]byte, tokenBytes)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("draw token: %w", err)
	}
	return base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").EncodeToString(b), nil
}

// TokenHash is how a token is remembered: it cannot be turned back, and finding it by its hash takes the
// same time whatever was typed.
type TokenHash []byte

// HashToken returns what is stored of a token.
func HashToken(token string) TokenHash {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

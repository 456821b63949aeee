package acquiring

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strconv"

	"dombot/internal/housing"
)

// Vault seals the keys of shops for storage: AES-256-GCM under a secret of the
// deployment. What was sealed for one organisation does not open for another.
// The zero Vault seals and opens nothing.
type Vault struct{ aead cipher.AEAD }

// LeastSecret is how long the secret of a vault is at least.
const LeastSecret = 32

// NewVault returns a vault whose key is derived from a secret of at least
// [LeastSecret] signs.
func NewVault(secret string) (Vault, error) {
	if len(secret) < LeastSecret {
		return Vault{}, fmt.Errorf("the secret is shorter than %d signs", LeastSecret)
	}
	key, err := hkdf.Key(sha256.New, []byte(secret), nil, "dombot shop keys 1", 32)
	if err != nil {
		return Vault{}, fmt.Errorf("derive key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return Vault{}, fmt.Errorf("open cipher: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return Vault{}, fmt.Errorf("open cipher: %w", err)
	}
	return Vault{aead}, nil
}

// errNoVault tells that no secret was set.
var errNoVault = errors.New("no secret was set to seal keys with")

// Seal returns a key of an organisation as it may be stored.
func (v Vault) Seal(org housing.OrganisationID, key Secret, random io.Reader) ([]byte, error) {
	if v.aead == nil {
		return nil, errNoVault
	}
	nonce := make([]byte, v.aead.NonceSize())
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, fmt.Errorf("draw nonce: %w", err)
	}
	return v.aead.Seal(nonce, nonce, []byte(key), owner(org)), nil
}

// owner is what a sealed key is bound to.
func owner(org housing.OrganisationID) []byte {
	return strconv.AppendInt([]byte("organisation "), int64(org), 10)
}

// Open returns a key that was sealed under the same secret for the same organisation.
func (v Vault) Open(org housing.OrganisationID, sealed []byte) (Secret, error) {
	switch {
	case v.aead == nil:
		return "", errNoVault
	case len(sealed) < v.aead.NonceSize():
		return "", errors.New("the sealed key is too short")
	}
	n := v.aead.NonceSize()
	key, err := v.aead.Open(nil, sealed[:n], sealed[n:], owner(org))
	if err != nil {
		return "", errors.New("the key was sealed under another secret or for another organisation")
	}
	return Secret(key), nil
}

package acquiring

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
)

// Vault seals the keys of shops for storage: AES-256-GCM under a secret of the
// deployment. The zero Vault seals and opens nothing.
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

// Seal returns a key as it may be stored.
func (v Vault) Seal(key Secret, random io.Reader) ([]byte, error) {
	if v.aead == nil {
		return nil, errNoVault
	}
	nonce := make([]byte, v.aead.NonceSize())
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, fmt.Errorf("draw nonce: %w", err)
	}
	return v.aead.Seal(nonce, nonce, []byte(key), nil), nil
}

// Open returns a key that was sealed under the same secret.
func (v Vault) Open(sealed []byte) (Secret, error) {
	switch {
	case v.aead == nil:
		return "", errNoVault
	case len(sealed) < v.aead.NonceSize():
		return "", errors.New("the sealed key is too short")
	}
	n := v.aead.NonceSize()
	key, err := v.aead.Open(nil, sealed[:n], sealed[n:], nil)
	if err != nil {
		return "", errors.New("the key was sealed under another secret")
	}
	return Secret(key), nil
}

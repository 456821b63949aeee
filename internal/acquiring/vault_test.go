package acquiring_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"dombot/internal/acquiring"
	"dombot/internal/housing"
)

const (
	sealing = "a secret of the deployment, long enough"
	shopKey = acquiring.Secret("test_key_of_a_shop")
	owner   = housing.OrganisationID(7)
)

func vault(tb testing.TB, secret string) acquiring.Vault {
	tb.Helper()
	v, err := acquiring.NewVault(secret)
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

func sealed(tb testing.TB, v acquiring.Vault, key acquiring.Secret) []byte {
	tb.Helper()
	b, err := v.Seal(owner, key, rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func TestAVaultOpensWhatItSealed(t *testing.T) {
	t.Parallel()
	v := vault(t, sealing)
	rapid.Check(t, func(rt *rapid.T) {
		key := acquiring.Secret(rapid.String().Draw(rt, "key"))

		first, second := sealed(t, v, key), sealed(t, v, key)

		if got, err := vault(t, sealing).Open(owner, first); err != nil || got != key {
			rt.Errorf("opened is %q, %v", string(got), err)
		}
		if bytes.Equal(first, second) {
			rt.Error("the same key is sealed the same way twice")
		}
		if len(key) > 8 && bytes.Contains(first, []byte(key)) {
			rt.Error("the sealed key shows the key")
		}
	})
}

func TestAVaultOpensNothingElse(t *testing.T) {
	t.Parallel()
	v := vault(t, sealing)
	whole := sealed(t, v, shopKey)
	foreign, err := v.Seal(owner+1, shopKey, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	refuses := func(what string, by acquiring.Vault, b []byte) {
		t.Helper()
		key, err := by.Open(owner, b)
		if err == nil || key != "" {
			t.Errorf("%s: opened is %q, %v", what, string(key), err)
		} else if strings.Contains(err.Error(), string(shopKey)) {
			t.Errorf("%s: the error shows the key: %v", what, err)
		}
	}
	refuses("another secret", vault(t, sealing+"!"), whole)
	refuses("another organisation", v, foreign)
	refuses("nothing", v, nil)
	for i := range whole {
		changed := bytes.Clone(whole)
		changed[i] ^= 1
		refuses("a changed byte", v, changed)
		refuses("a cut end", v, whole[:i])
		refuses("a cut beginning", v, whole[i+1:])
	}
	refuses("a longer one", v, append(bytes.Clone(whole), 0))
}

func TestAVaultWantsASecretAndChance(t *testing.T) {
	t.Parallel()
	if _, err := acquiring.NewVault(strings.Repeat("s", acquiring.LeastSecret-1)); err == nil {
		t.Error("a short secret is taken")
	}
	vault(t, strings.Repeat("s", acquiring.LeastSecret))

	if _, err := (acquiring.Vault{}).Seal(owner, shopKey, rand.Reader); err == nil {
		t.Error("a vault without a secret seals")
	}
	if _, err := (acquiring.Vault{}).Open(owner, sealed(t, vault(t, sealing), shopKey)); err == nil {
		t.Error("a vault without a secret opens")
	}
	dry := errors.New("no chance left")
	if _, err := vault(t, sealing).Seal(owner, shopKey, iotest.ErrReader(dry)); !errors.Is(err, dry) {
		t.Errorf("without chance it is %v", err)
	}
}

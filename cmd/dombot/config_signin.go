package main

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"dombot/dialogs/registration"
	"dombot/internal/housing"
)

// signInSettings is the provider that people sign in at.
type signInSettings struct {
	Issuer      string
	ID          string
	Secret      Secret // of a plain OpenID provider
	Signer      string // set: the provider is ESIA itself
	Certificate string // hash of ours
	Trusted     *x509.Certificate
	Key         housing.SNILSKey
	Chat        func(user int64, finish string) string `json:"-"` // leads back to the chat; nil: to the bot
}

func signInVariables() []setting {
	return []setting{
		{
			"SIGNIN", registration.None,
			"how people sign in: esia (Госуслуги), phone (own number, a hint to the organisation) or none; " +
				"accounts are proved by a code or a meter with all of them", false, readSignIn,
		},
		{
			"SIGNIN_ISSUER", "https://esia.gosuslugi.ru",
			"address of ESIA, or of a plain OpenID provider in front of it that tells family_name, " +
				"given_name, middle_name, snils and trusted", false, readIssuer,
		},
		{
			"SIGNIN_CLIENT", "", "mnemonic of the information system (client_id)", false,
			func(c *Config, v string) error {
				c.Door.ID = v
				return nil
			},
		},
		{
			"SIGNIN_SECRET", "",
			"client_secret at a plain OpenID provider; ESIA wants SIGNIN_SIGNER instead", true,
			func(c *Config, v string) error {
				c.Door.Secret = Secret(v)
				return nil
			},
		},
		{
			"SIGNIN_SIGNER", "",
			"makes ESIA's client_secret: a command that reads data and writes their detached CMS signature " +
				"in DER, or the https:// address of a service that does it for a POST", false,
			func(c *Config, v string) error {
				c.Door.Signer = v
				return nil
			},
		},
		{
			"SIGNIN_CERTIFICATE_HASH", "",
			"hash of our certificate, as ESIA's tool prints it; with SIGNIN_SIGNER", false,
			func(c *Config, v string) error {
				c.Door.Certificate = v
				return nil
			},
		},
		{
			"SIGNIN_CERTIFICATE", "",
			"ESIA's certificate in PEM, which its tokens (RS256) are checked with; with SIGNIN_SIGNER", true,
			readTrusted,
		},
		{
			"SIGNIN_KEY", "",
			"at least 32 signs, which СНИЛС are hashed with, of people and in files of accounts; it is not " +
				"to be changed: people would have to sign in and accounts be loaded again", true,
			readSignInKey,
		},
	}
}

func readSignIn(c *Config, v string) error {
	switch v {
	case registration.None, registration.Phone, registration.ESIA:
		c.SignIn = v
		return nil
	}
	return fmt.Errorf("is %q: want esia, phone or none", v)
}

// readIssuer keeps a slash at the end: a plain provider's name has to be exactly what it calls itself.
func readIssuer(c *Config, v string) error {
	_, err := readURL(v, "https", "http")
	c.Door.Issuer = v
	return err
}

func readTrusted(c *Config, v string) error {
	block, _ := pem.Decode([]byte(v))
	if block == nil {
		return errors.New("is no certificate in PEM")
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return errors.New("is no certificate whose key can be used: " +
			"ESIA signs tokens with RSA or with ГОСТ, want RSA")
	}
	c.Door.Trusted = certificate
	return nil
}

func readSignInKey(c *Config, v string) error {
	key, err := housing.NewSNILSKey(v)
	if err != nil {
		return fmt.Errorf("is too short: want at least %d signs", housing.LeastSNILSKey)
	}
	c.Door.Key = key
	return nil
}

// checkSignIn reports what is missing to sign in through Госуслуги.
func (c Config) checkSignIn() error {
	if c.SignIn != registration.ESIA {
		return nil
	}
	var missing []string
	need := func(name string, set bool) {
		if !set {
			missing = append(missing, name)
		}
	}
	need("SIGNIN_CLIENT", c.Door.ID != "")
	need("SIGNIN_KEY", c.Door.Key.Set())
	need("PUBLIC_URL", c.Public != "")
	if c.Door.Signer == "" {
		need("SIGNIN_SECRET or SIGNIN_SIGNER", c.Door.Secret != "")
	} else {
		need("SIGNIN_CERTIFICATE", c.Door.Trusted != nil)
		need("SIGNIN_CERTIFICATE_HASH", c.Door.Certificate != "")
	}
	if len(missing) > 0 {
		return fmt.Errorf("SIGNIN is esia, which needs %s", strings.Join(missing, ", "))
	}
	return nil
}

package esia

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"time"
)

// Signer signs with the key of the information system: a detached CMS signature (PKCS #7, ГОСТ Р 34.10-2012)
// of data, in DER.
type Signer interface {
	Sign(ctx context.Context, data []byte) ([]byte, error)
}

// Bounds of one signature.
const (
	signTime     = 20 * time.Second
	maxSignature = 64 << 10
)

// NewSigner returns the signer that a setting names: the address of a service that answers a POST of
// the data, or else a command that reads them and writes the signature.
func NewSigner(setting string, client *http.Client) (Signer, error) {
	if strings.HasPrefix(setting, "https://") || strings.HasPrefix(setting, "http://") {
		return remote{setting, client}, nil
	}
	words := strings.Fields(setting)
	if len(words) == 0 {
		return nil, errors.New("no signer is named")
	}
	path, err := exec.LookPath(words[0])
	if err != nil {
		return nil, fmt.Errorf("find the signer: %w", err)
	}
	return command{path, words[1:]}, nil
}

// command is a program of the deployer.
type command struct {
	path string
	args []string
}

// Sign implements [Signer].
func (c command) Sign(ctx context.Context, data []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, signTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.path, c.args...)
	cmd.Stdin, cmd.WaitDelay = bytes.NewReader(data), time.Second
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("run the signer: %w", err)
	}
	return signature(out)
}

// remote is a service of the deployer.
type remote struct {
	url    string
	client *http.Client
}

// Sign implements [Signer].
func (s remote) Sign(ctx context.Context, data []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, signTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(data))
	if err != nil {
		return nil, errors.New("ask the signer: its address is none")
	}
	req.Header.Set("Content-Type", "application/octet-stream")
	answer, err := s.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask the signer: %w", err)
	}
	defer func() { _ = answer.Body.Close() }() // what matters was read
	out, err := io.ReadAll(io.LimitReader(answer.Body, maxSignature+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the signature: %w", err)
	case answer.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("the signer answers %s", answer.Status)
	}
	return signature(out)
}

// signature checks that something is DER at all: an error page or PEM is told from it here, not at ESIA.
func signature(out []byte) ([]byte, error) {
	const sequence = 0x30
	if len(out) < 2 || len(out) > maxSignature || out[0] != sequence {
		return nil, errors.New("what the signer gives is no CMS signature in DER")
	}
	return out, nil
}

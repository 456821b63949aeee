package simulator

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"
)

// Client calls the server in process, without a socket, whatever host its requests name. A dropped connection
// is io.ErrUnexpectedEOF, a refused one is syscall.ECONNREFUSED, as they are over the network.
func (s *Server) Client() *http.Client {
	return &http.Client{Transport: inProcess{handler: s.Handler(), refuses: s.outOfReach}}
}

// InProcessURL is a base address for use with Client; nothing listens there.
const InProcessURL = "http://simulator.invalid"

type inProcess struct {
	handler http.Handler
	refuses func() bool
}

// RoundTrip runs the handler and returns what it wrote.
func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	if t.refuses() {
		refused := os.NewSyscallError("connect", syscall.ECONNREFUSED)
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: refused}
	}
	in := r.Clone(r.Context())
	if in.Body == nil {
		in.Body = http.NoBody
	}
	defer in.Body.Close()
	out := &recorder{header: http.Header{}, code: http.StatusOK}
	served := t.serve(out, in)
	if err := r.Context().Err(); err != nil {
		return nil, fmt.Errorf("call the simulator: %w", err)
	}
	if served != nil {
		return nil, served
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", out.code, http.StatusText(out.code)), StatusCode: out.code,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: out.header, Request: r,
		Body: io.NopCloser(&out.body), ContentLength: int64(out.body.Len()),
	}, nil
}

func (t inProcess) serve(w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		switch stop := recover(); stop {
		case nil:
		case http.ErrAbortHandler:
			err = io.ErrUnexpectedEOF
		default:
			panic(stop)
		}
	}()
	t.handler.ServeHTTP(w, r)
	return nil
}

type recorder struct {
	header http.Header
	code   int
	body   bytes.Buffer
}

// Header is what will be sent.
func (r *recorder) Header() http.Header { return r.header }

// WriteHeader keeps the status.
func (r *recorder) WriteHeader(code int) { r.code = code }

// Write keeps the body.
func (r *recorder) Write(p []byte) (int, error) {
	n, err := r.body.Write(p)
	if err != nil {
		return n, fmt.Errorf("keep answer: %w", err)
	}
	return n, nil
}

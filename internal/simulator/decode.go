package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

const (
	maxUpload    = 50 << 20
	maxPhoto     = 10 << 20
	maxDownload  = 20 << 20
	maxBody      = maxUpload + 1<<20
	attachPrefix = "attach://"
)

// errTooLarge is a body above every limit.
func errTooLarge() error {
	return &refusal{code: http.StatusRequestEntityTooLarge, text: "Request Entity Too Large"}
}

// call is a decoded request of the bot. Every parameter is text, as it is for Telegram: objects are JSON.
type call struct {
	method *methodSpec
	params map[string]string
	files  map[string]upload
	record *record // of the exchange; nil if it is not kept
}

type upload struct {
	name string
	data []byte
}

func (c *call) text(name string) string { return c.params[name] }

func (c *call) flag(name string) bool {
	v, _ := parseBool(c.params[name])
	return v
}

// flagOr is otherwise for a parameter that is absent.
func (c *call) flagOr(name string, otherwise bool) bool {
	if c.params[name] == "" {
		return otherwise
	}
	return c.flag(name)
}

// integer is 0 for a parameter that is absent; the check has refused what is no number.
func (c *call) integer(name string) int {
	n, err := strconv.Atoi(c.params[name])
	if err != nil {
		return 0
	}
	return n
}

// float is 0 for a parameter that is absent; the check has refused what is no number.
func (c *call) float(name string) float64 {
	n, err := strconv.ParseFloat(c.params[name], 64)
	if err != nil {
		return 0
	}
	return n
}

// object decodes a JSON parameter and leaves v alone if there is none.
func (c *call) object(name string, v any) error {
	text := c.params[name]
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return badCall("can't parse %s JSON object", name)
	}
	return nil
}

// decode reads the query and the body whatever their form.
func decode(w http.ResponseWriter, r *http.Request) (*call, error) {
	return decodeWithin(w, r, maxBody)
}

// decodeWithin reads no body that is longer than limit, whether it says so or not.
func decodeWithin(w http.ResponseWriter, r *http.Request, limit int64) (*call, error) {
	c := &call{params: map[string]string{}, files: map[string]upload{}}
	c.addForm(r.URL.Query())
	if r.Body == nil || r.Method == http.MethodGet {
		return c, nil
	}
	if r.ContentLength > limit {
		return nil, errTooLarge()
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	err := c.addBody(r)
	if large := new(http.MaxBytesError); errors.As(err, &large) {
		return nil, errTooLarge()
	}
	return c, err
}

func (c *call) addBody(r *http.Request) error {
	kind, opts, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return nil //nolint:nilerr // a body without a type is not read, as Telegram does
	}
	switch kind {
	case "application/json":
		return c.addJSON(r.Body)
	case "multipart/form-data":
		return c.addMultipart(multipart.NewReader(r.Body, opts["boundary"]))
	case "application/x-www-form-urlencoded":
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return fmt.Errorf("read form: %w", err)
		}
		values, err := url.ParseQuery(string(body))
		if err != nil {
			return bad("can't parse form")
		}
		c.addForm(values)
	}
	return nil
}

func (c *call) addForm(values url.Values) {
	for name := range values {
		c.params[name] = values.Get(name)
	}
}

func (c *call) addJSON(body io.Reader) error {
	data, err := io.ReadAll(body)
	if err != nil {
		return fmt.Errorf("read JSON: %w", err)
	}
	if strings.TrimSpace(string(data)) == "" {
		return nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return badCall("object expected")
	}
	for name, raw := range fields {
		var text string
		if json.Unmarshal(raw, &text) != nil || string(raw) == "null" {
			text = string(raw)
		}
		c.params[name] = text
	}
	return nil
}

func (c *call) addMultipart(parts *multipart.Reader) error {
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read multipart: %w", err)
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return fmt.Errorf("read part %s: %w", part.FormName(), err)
		}
		if part.FileName() != "" {
			c.files[part.FormName()] = upload{name: part.FileName(), data: data}
			continue
		}
		c.params[part.FormName()] = string(data)
	}
}

func parseBool(text string) (value, ok bool) {
	switch strings.ToLower(text) {
	case "true", "1", "yes":
		return true, true
	case "false", "0", "no", "":
		return false, true
	}
	return false, false
}

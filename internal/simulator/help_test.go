package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// theAPI is read once for all tests.
var theAPI = sync.OnceValues(ReadAPI)

// reply is what the bot gets.
type reply struct {
	Code        int
	Header      http.Header
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	ErrorCode   int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// box is a server with one person who has started the bot.
type box struct {
	*Server
	t    *testing.T
	anna *Person
}

func newBox(t *testing.T) *box {
	t.Helper()
	return newBoxWith(t, Options{})
}

func newBoxWith(t *testing.T, o Options) *box {
	t.Helper()
	var err error
	if o.API, err = theAPI(); err != nil {
		t.Fatalf("ReadAPI: %v", err)
	}
	s, err := New(o)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return &box{Server: s, t: t, anna: s.Person("Анна", AlreadyStarted())}
}

// do calls a method with parameters in the form of an HTML form.
func (b *box) do(method string, pairs ...string) reply {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return b.post(method, "application/x-www-form-urlencoded", []byte(form.Encode()))
}

// tell is do for the chat with Anna.
func (b *box) tell(method string, pairs ...string) reply {
	b.t.Helper()
	return b.do(method, append([]string{"chat_id", strconv.FormatInt(b.anna.ID, 10)}, pairs...)...)
}

func (b *box) post(method, kind string, body []byte) reply {
	b.t.Helper()
	r, err := b.request(b.t.Context(), method, kind, body)
	if err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	if r.OK {
		name, _, _ := strings.Cut(method, "?")
		b.conforms(b.spec.Methods[name].Returns, r.Result)
	}
	return r
}

// conforms fails unless an answer is of a type that the description promises.
func (b *box) conforms(kinds []string, raw json.RawMessage) {
	b.t.Helper()
	value, err := decodeJSON(string(raw))
	for _, kind := range kinds {
		if err == nil {
			err = b.spec.checkValue(kind, value)
		}
		if err == nil {
			return
		}
	}
	b.t.Errorf("no %v: %v in %s", kinds, err, raw)
}

func (b *box) request(ctx context.Context, method, kind string, body []byte) (reply, error) {
	return b.send(b.newRequest(ctx, method, kind, body))
}

func (b *box) newRequest(ctx context.Context, method, kind string, body []byte) *http.Request {
	b.t.Helper()
	address := InProcessURL + "/bot" + b.Token() + "/" + method
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		b.t.Fatalf("make request: %v", err)
	}
	req.Header.Set("Content-Type", kind)
	return req
}

func (b *box) send(req *http.Request) (reply, error) {
	resp, err := b.Client().Do(req)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	r := reply{Code: resp.StatusCode, Header: resp.Header}
	if resp.Header.Get("Content-Type") == "application/json" {
		err = json.NewDecoder(resp.Body).Decode(&r)
	}
	return r, err
}

// upload sends files and parameters as multipart.
func (b *box) upload(method string, files map[string]upload, pairs ...string) reply {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	_ = w.WriteField("chat_id", strconv.FormatInt(b.anna.ID, 10))
	for i := 0; i+1 < len(pairs); i += 2 {
		_ = w.WriteField(pairs[i], pairs[i+1])
	}
	for field, u := range files {
		part, err := w.CreateFormFile(field, u.name)
		if err != nil {
			b.t.Fatalf("add %s: %v", field, err)
		}
		_, _ = part.Write(u.data)
	}
	if err := w.Close(); err != nil {
		b.t.Fatalf("close multipart: %v", err)
	}
	return b.post(method, w.FormDataContentType(), body.Bytes())
}

func (b *box) must(r reply) reply {
	b.t.Helper()
	if !r.OK {
		b.t.Fatalf("refused: %d %s", r.ErrorCode, r.Description)
	}
	return r
}

func (b *box) refused(r reply, code int, description string) {
	b.t.Helper()
	if r.OK || r.ErrorCode != code || r.Description != description || r.Code != code {
		b.t.Errorf("got %v HTTP %d, %d %q; want %d %q", r.OK, r.Code, r.ErrorCode, r.Description, code, description)
	}
}

// sent sends a text and returns its number.
func (b *box) sent(pairs ...string) int {
	b.t.Helper()
	var m wireMessage
	b.read(b.must(b.tell("sendMessage", pairs...)), &m)
	return m.ID
}

func (b *box) read(r reply, v any) {
	b.t.Helper()
	if err := json.Unmarshal(r.Result, v); err != nil {
		b.t.Fatalf("read %s: %v", r.Result, err)
	}
}

// got is an update as far as the tests look.
type got struct {
	ID       int                `json:"update_id"`
	Message  *wireMessage       `json:"message"`
	Edited   *wireMessage       `json:"edited_message"`
	Query    *wireQuery         `json:"callback_query"`
	MyMember *wireMemberChange  `json:"my_chat_member"`
	Poll     *wirePoll          `json:"poll"`
	Delivery *wireShippingQuery `json:"shipping_query"`
	Checkout *wirePreCheckout   `json:"pre_checkout_query"`
	Vote     *wirePollAnswer    `json:"poll_answer"`
	Member   *wireMemberChange  `json:"chat_member"`
	Reacted  *wireReacted       `json:"message_reaction"`
}

func (b *box) poll(pairs ...string) []got {
	b.t.Helper()
	var list []got
	b.read(b.must(b.do("getUpdates", pairs...)), &list)
	return list
}

func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatalf("draw: %v", err)
	}
	return out.Bytes()
}

const twoButtons = `{"inline_keyboard":[[{"text":"Да","callback_data":"y"},` +
	`{"text":"Нет","callback_data":"n"}]]}`

func itoa(n int) string { return strconv.Itoa(n) }

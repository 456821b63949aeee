package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"go.uber.org/goleak"

	"dombot/bot/telegram"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	token  = "123456789:AAinvented-token-of-nobody-1234567"
	secret = "AAinvented-token-of-nobody-1234567"
)

func client(t *testing.T, o telegram.Options) *telegram.Client {
	t.Helper()
	if o.Token == "" {
		o.Token = token
	}
	c, err := telegram.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// answering is a server that always answers the same.
func answering(t *testing.T, code int, header map[string]string, body string) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		for k, v := range header {
			w.Header().Set(k, v)
		}
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	return s
}

func refused(code int, text, parameters string) string {
	if parameters == "" {
		parameters = "{}"
	}
	return fmt.Sprintf(`{"ok":false,"error_code":%d,"description":%q,"parameters":%s}`, code, text, parameters)
}

func TestAnswersAreSortedByWhatToDoNext(t *testing.T) {
	t.Parallel()
	for text, tt := range map[string]struct {
		code       int
		parameters string
		kind       telegram.Kind
	}{
		"Bad Request: message is not modified: specified new message content": {400, "", telegram.NotModified},
		"Bad Request: MESSAGE_ID_INVALID":                                     {400, "", telegram.Gone},
		"Bad Request: message to edit not found":                              {400, "", telegram.Gone},
		"Bad Request: message can't be edited":                                {400, "", telegram.Gone},
		"Bad Request: Message to delete not found":                            {400, "", telegram.Gone},
		"Bad Request: there is no text in the message to edit":                {400, "", telegram.Gone},
		"Bad Request: query is too old and response timeout expired":          {400, "", telegram.TooOld},
		"Bad Request: chat not found":                                         {400, "", telegram.Unreachable},
		"Bad Request: INPUT_USER_DEACTIVATED":                                 {400, "", telegram.Unreachable},
		"Forbidden: bot was blocked by the user":                              {403, "", telegram.Unreachable},
		"Forbidden: user is deactivated":                                      {403, "", telegram.Unreachable},
		"Forbidden: bot was kicked from the group chat":                       {403, "", telegram.Unreachable},
		"Bad Request: can't parse entities: Unsupported start tag":            {400, "", telegram.BadMarkup},
		"Bad Request: group chat was upgraded to a supergroup chat": {
			400, `{"migrate_to_chat_id":-1001234567890}`, telegram.Migrated,
		},
		"Too Many Requests: retry after 7": {429, `{"retry_after":7}`, telegram.Flood},
		"Unauthorized":                     {401, "", telegram.Unauthorized},
		"Not Found":                        {404, "", telegram.Missing},
		"Conflict: terminated by other getUpdates request":     {409, "", telegram.Conflict},
		"Internal Server Error: restart":                       {500, "", telegram.Server},
		"Bad Request: BUTTON_DATA_INVALID":                     {400, "", telegram.Refused},
		"Bad Request: message text is empty":                   {400, "", telegram.Refused},
		"Bad Request: not enough rights to send text messages": {400, "", telegram.Muted},
		"Bad Request: CHAT_WRITE_FORBIDDEN":                    {400, "", telegram.Muted},
		"Bad Request: TOPIC_CLOSED":                            {400, "", telegram.Topic},
		"Bad Request: message thread not found":                {400, "", telegram.Topic},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			c := client(t, telegram.Options{Base: answering(t, tt.code, nil, refused(tt.code, text, tt.parameters)).URL})

			_, sending := c.SendMessage(t.Context(), telegram.Message{Chat: 1, Text: "x"})
			_, uploading := c.SendDocument(t.Context(), telegram.Upload{Chat: 1, Name: "a", Data: strings.NewReader("b")})

			for _, err := range []error{sending, uploading} {
				e, ok := errors.AsType[*telegram.Error](err)
				if !ok || e.Kind != tt.kind || e.Code != tt.code || e.Text != text {
					t.Fatalf("got %v of kind %v, want kind %v", err, telegram.KindOf(err), tt.kind)
				}
				if e.Kind == telegram.Flood && e.RetryAfter != 7*time.Second {
					t.Errorf("retry after %v", e.RetryAfter)
				}
				if e.Kind == telegram.Migrated && e.To != -1001234567890 {
					t.Errorf("migrated to %d", e.To)
				}
			}
		})
	}
}

func TestAPageOfAGatewayIsAnUnknownOutcome(t *testing.T) {
	t.Parallel()
	const html = "<html><title>Bad</title></html>"
	for name, tt := range map[string]struct {
		code   int
		header map[string]string
		body   string
		kind   telegram.Kind
		pause  time.Duration
	}{
		"bad gateway":               {502, nil, html, telegram.Server, 0},
		"gateway asks for a pause":  {503, map[string]string{"Retry-After": "4"}, html, telegram.Server, 4 * time.Second},
		"gateway limits":            {429, map[string]string{"Retry-After": "9"}, html, telegram.Flood, 9 * time.Second},
		"limits without a number":   {429, nil, html, telegram.Flood, time.Second},
		"a page that says all well": {200, nil, html, telegram.Server, 0},
		"nothing":                   {200, nil, "", telegram.Server, 0},
		"JSON of somebody else":     {200, nil, `{"error":"x"}`, telegram.Server, 0},
		"a redirect":                {302, map[string]string{"Location": "http://127.0.0.1:1/"}, "", telegram.Server, 0},
		"a result of another shape": {200, nil, `{"ok":true,"result":"x"}`, telegram.Server, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := client(t, telegram.Options{Base: answering(t, tt.code, tt.header, tt.body).URL})

			_, err := c.GetMe(t.Context())

			e, ok := errors.AsType[*telegram.Error](err)
			if !ok || e.Kind != tt.kind || e.RetryAfter != tt.pause || e.Method != "getMe" {
				t.Errorf("got %#v, want kind %v, pause %v", err, tt.kind, tt.pause)
			}
		})
	}
}

// hangUp is a server that ends every connection without an answer.
func hangUp(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	t.Cleanup(s.Close)
	return s.URL
}

func nowhere(t *testing.T) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return "http://" + l.Addr().String()
}

func TestNoErrorHoldsTheToken(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, tt := range map[string]struct {
		ctx context.Context //nolint:containedctx // a row of the table
		o   telegram.Options
	}{
		"nobody listens":     {t.Context(), telegram.Options{Base: nowhere(t)}},
		"connection dropped": {t.Context(), telegram.Options{Base: hangUp(t)}},
		"caller gave up":     {ended, telegram.Options{Base: nowhere(t)}},
		"server repeats it":  {t.Context(), telegram.Options{Base: answering(t, 400, nil, refused(400, "bad "+token, "")).URL}},
		"secret alone":       {t.Context(), telegram.Options{Base: answering(t, 400, nil, refused(400, "bad "+secret, "")).URL}},
		"shape":              {t.Context(), telegram.Options{Base: answering(t, 200, nil, `{"ok":true,"result":7}`).URL}},
		"page":               {t.Context(), telegram.Options{Base: answering(t, 502, nil, token).URL}},
		"proxy is away": {t.Context(), telegram.Options{
			Base: "http://telegram.invalid", Proxy: strings.Replace(nowhere(t), "//", "//user:hushhush@", 1),
		}},
		"socks is away": {t.Context(), telegram.Options{
			Base: "http://telegram.invalid", Proxy: strings.Replace(nowhere(t), "http://", "socks5://user:hushhush@", 1),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := client(t, tt.o)
			_, me := c.GetMe(tt.ctx)
			_, poll := c.GetUpdates(tt.ctx, telegram.Poll{Timeout: time.Second})
			_, upload := c.SendPhoto(tt.ctx, telegram.Upload{Name: "p", Data: strings.NewReader("x")})
			_, down := c.Download(tt.ctx, tgbotapi.File{FilePath: "documents/a b.pdf"}, io.Discard)
			for _, err := range []error{me, poll, upload} {
				if err == nil {
					t.Fatal("no error")
				}
				for _, text := range []string{err.Error(), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", err)} {
					if strings.Contains(text, secret) || strings.Contains(text, "hushhush") {
						t.Errorf("the secret is in %s", text)
					}
				}
			}
			if down != nil && strings.Contains(down.Error(), secret) {
				t.Errorf("the secret is in %v", down)
			}
		})
	}
}

func TestWrongOptionsAreRefusedWithoutRepeatingThem(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]telegram.Options{
		"no token":    {},
		"token line":  {Token: token + "\n"},
		"token path":  {Token: token + "/../x"},
		"base":        {Token: token, Base: "ftp://hushhush"},
		"base port":   {Token: token, Base: "http://hushhush:port"},
		"proxy":       {Token: token, Proxy: "http://user:hushhush@host:port"},
		"proxy alone": {Token: token, Proxy: "hushhush"},
	} {
		c, err := telegram.New(o)
		if c != nil || err == nil || strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "hushhush") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheEndOfTheCallerEndsACall(t *testing.T) {
	t.Parallel()
	arrived, release := make(chan struct{}), make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		close(arrived)
		<-release
	}))
	t.Cleanup(s.Close)
	t.Cleanup(func() { close(release) })
	c := client(t, telegram.Options{Base: s.URL})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()

	_, err := c.GetUpdates(ctx, telegram.Poll{Timeout: 50 * time.Second})

	if !errors.Is(err, context.Canceled) || telegram.KindOf(err) != telegram.Network {
		t.Errorf("got %v", err)
	}
}

func TestConnectionsAreKept(t *testing.T) {
	t.Parallel()
	var opened atomic.Int32
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, `{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"x"}}`)
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	c := client(t, telegram.Options{Base: s.URL})
	for range 10 {
		if _, err := c.GetMe(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := opened.Load(); n != 1 {
		t.Errorf("%d connections for ten calls", n)
	}
}

func TestTheProxyIsUsed(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 1)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Host
		_, _ = io.WriteString(w, `{"ok":true,"result":{"id":7,"is_bot":true,"first_name":"x"}}`)
	}))
	t.Cleanup(proxy.Close)
	c := client(t, telegram.Options{Base: "http://telegram.invalid", Proxy: proxy.URL})

	me, err := c.GetMe(t.Context())

	if err != nil || me.ID != 7 || <-asked != "telegram.invalid" {
		t.Errorf("GetMe = %v, %v", me, err)
	}
}

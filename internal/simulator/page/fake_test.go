package page_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"sync"
	"testing"

	"dombot/internal/simulator/browser"
	"dombot/internal/simulator/page"
)

// dict is a JSON object of the API.
type dict map[string]any

// fake is a simulator that does what the test says and remembers what the page asked for.
type fake struct {
	url    string
	policy string      // the Content-Security-Policy of the site
	asked  chan string // the path and body of every POST, in order

	mu      sync.Mutex
	now     string
	people  []dict
	chats   map[int]dict
	events  map[int][]dict // the whole history by person, the place plus one is seq
	changed chan struct{}  // closed and replaced with every event
	down    bool           // refuses everything while set
	hangUp  chan struct{}  // closed and replaced to end all streams
}

func newFake(t *testing.T) *fake {
	t.Helper()
	f := &fake{
		policy: page.Policy, asked: make(chan string, 100), now: "2026-11-24T10:00:00+03:00",
		people: cast(), chats: map[int]dict{}, events: map[int][]dict{},
		changed: make(chan struct{}), hangUp: make(chan struct{}),
	}
	for _, person := range f.people {
		id, _ := person["id"].(int)
		f.chats[id] = chatOf(person)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(page.Assets()))
	mux.HandleFunc("GET /api/people", f.reply(func(*http.Request) any { return f.people }))
	mux.HandleFunc("GET /api/groups", f.reply(func(*http.Request) any { return []dict{} }))
	mux.HandleFunc("GET /api/clock", f.reply(func(*http.Request) any { return f.clock() }))
	mux.HandleFunc("GET /api/chats/{person}", f.reply(f.chat))
	mux.HandleFunc("GET /api/events", f.stream)
	mux.HandleFunc("POST /api/", f.post)
	mux.Handle("GET /media/", http.StripPrefix("/media/", http.FileServerFS(page.Assets())))
	server := httptest.NewServer(f.guard(mux))
	f.url = server.URL
	t.Cleanup(func() {
		f.cut()
		server.CloseClientConnections()
		server.Close()
	})
	return f
}

// guard adds the policy the page must live with and plays a dead server.
func (f *fake) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		down, policy := f.down, f.policy
		f.mu.Unlock()
		if down {
			http.Error(w, "", http.StatusBadGateway)
			return
		}
		w.Header().Set("Content-Security-Policy", policy)
		next.ServeHTTP(w, r)
	})
}

func (f *fake) reply(answer func(*http.Request) any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		body, err := json.Marshal(answer(r))
		f.mu.Unlock()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(body)
	}
}

func (f *fake) clock() dict { return dict{"now": f.now, "zone": "Europe/Moscow"} }

func (f *fake) chat(r *http.Request) any {
	id, _ := strconv.Atoi(r.PathValue("person"))
	chat := f.chats[id]
	chat["seq"] = len(f.events[id])
	return chat
}

func (f *fake) post(w http.ResponseWriter, r *http.Request) {
	body := make([]byte, 4096)
	n, _ := r.Body.Read(body)
	if r.URL.Path == "/api/clock" && string(body[:n]) == `{"to":"2026-11-24"}` {
		w.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = fmt.Fprint(w, `{"error":"Этот день уже идёт."}`)
		return
	}
	f.asked <- fmt.Sprintf("%s %s", r.URL.Path, body[:n])
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprint(w, `{}`)
}

// stream sends the events after seq, or after Last-Event-ID, and then each as it comes.
func (f *fake) stream(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.Atoi(r.FormValue("person"))
	next, _ := strconv.Atoi(r.FormValue("seq"))
	if last := r.Header.Get("Last-Event-ID"); last != "" {
		next, _ = strconv.Atoi(last)
	}
	w.Header().Set("Content-Type", "text/event-stream")
	_, _ = fmt.Fprint(w, "retry: 50\n\n")
	for {
		f.mu.Lock()
		changed, hangUp, events := f.changed, f.hangUp, f.events[id]
		f.mu.Unlock()
		for ; next < len(events); next++ {
			data, _ := json.Marshal(events[next])
			_, _ = fmt.Fprintf(w, "id: %d\ndata: %s\n\n", next+1, data)
		}
		_ = http.NewResponseController(w).Flush()
		select {
		case <-changed:
		case <-hangUp:
			return
		case <-r.Context().Done():
			return
		}
	}
}

// happen sends an event to the page of person 1 and keeps its message in the chat.
func (f *fake) happen(event dict) {
	f.mu.Lock()
	defer f.mu.Unlock()
	event["seq"] = len(f.events[1]) + 1
	f.events[1] = append(f.events[1], event)
	if now, ok := event["now"].(string); ok {
		f.now = now
	}
	if message, ok := event["message"].(dict); ok {
		f.keep(event["type"], message)
	}
	close(f.changed)
	f.changed = make(chan struct{})
}

func (f *fake) keep(kind any, message dict) {
	var kept []dict
	old, _ := f.chats[1]["messages"].([]dict)
	for _, m := range old {
		if m["id"] != message["id"] {
			kept = append(kept, m)
		}
	}
	if kind != "delete" {
		kept = append(kept, message)
	}
	f.chats[1]["messages"] = kept
}

// says adds messages to the chat of a person without telling the page.
func (f *fake) says(person int, messages ...dict) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.chats[person]["messages"] = messages
}

// set changes a field of the chat of person 1.
func (f *fake) set(field string, value any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.chats[1][field] = value
}

// cut ends all streams; the page may connect again.
func (f *fake) cut() {
	f.mu.Lock()
	defer f.mu.Unlock()
	close(f.hangUp)
	f.hangUp = make(chan struct{})
}

func (f *fake) setDown(down bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.down = down
}

// wasAsked fails the test unless the next request of the page is this one.
func (f *fake) wasAsked(t *testing.T, want string) {
	t.Helper()
	if got := f.next(t); got != want {
		t.Errorf("the page asked %q, want %q", got, want)
	}
}

// next is the request of the page that was not looked at yet.
func (f *fake) next(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), browser.Patience)
	defer cancel()
	select {
	case got := <-f.asked:
		return got
	case <-ctx.Done():
		t.Fatal("the page asked nothing")
		return ""
	}
}

// chromium is shared by the tests of this package.
var chromium *browser.Browser

func TestMain(m *testing.M) {
	os.Exit(browser.Main(m, func(b *browser.Browser) { chromium = b }))
}

// openPage opens the page at the chat of person 1.
func openPage(t *testing.T, f *fake) *browser.Tab {
	t.Helper()
	tab := chromium.New(t)
	tab.Open(f.url + "/#person=1")
	tab.Wait(`document.getElementById("me").textContent === "Мария Петровна"`)
	return tab
}

package simulator

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// site is the page API over HTTP.
type site struct {
	*box
	url    string
	client *http.Client
}

func newSite(t *testing.T) *site {
	t.Helper()
	b := newBox(t)
	b.options.Assets = fstest.MapFS{"index.html": {Data: []byte("<title>page</title>")}}
	server := httptest.NewServer(b.Page())
	t.Cleanup(server.Close)
	return &site{box: b, url: server.URL, client: server.Client()}
}

// call makes a request and returns the status and the body; a body makes it a POST of JSON.
func (s *site) call(
	path, body string, headers ...string,
) (status int, text string, header http.Header) {
	s.t.Helper()
	method, kind := http.MethodGet, ""
	if body != "" {
		method, kind = http.MethodPost, "application/json"
	}
	return s.send(method, path, kind, strings.NewReader(body), headers...)
}

func (s *site) send(
	method, path, kind string, body io.Reader, headers ...string,
) (status int, text string, header http.Header) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, body)
	if err != nil {
		s.t.Fatalf("make request: %v", err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := s.client.Do(req)
	if err != nil {
		s.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatalf("read %s: %v", path, err)
	}
	return resp.StatusCode, string(data), resp.Header
}

func (s *site) chatPath(rest string) string { return "/api/chats/" + itoa(int(s.anna.ID)) + rest }

func (s *site) expect(path, body string, code int, answer string) {
	s.t.Helper()
	got, text, _ := s.call(path, body)
	if got != code || strings.TrimSpace(text) != answer {
		s.t.Errorf("%s: %d %s, want %d %s", path, got, text, code, answer)
	}
}

func TestThePageSeesPeopleAndTheirChats(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.must(s.do("setMyCommands", "commands", `[{"command":"menu","description":"Меню"}]`))
	s.must(s.do("setMyDescription", "description", "Бот дома"))
	s.sent("text", "<b>Да</b>?", "parse_mode", "HTML", "reply_markup", twoButtons)
	s.sent("text", "b", "reply_markup", `{"keyboard":[[{"text":"Мой номер","request_contact":true}]]}`)
	s.must(s.tell("deleteMessage", "message_id", "2"))

	s.expect("/api/people", "", 200,
		`[{"id":5000000001,"name":"Анна","role":"","unread":2,"last":"Да?","blocked":false}]`)
	_, text, _ := s.call(s.chatPath(""), "")
	var got pageChatView
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatalf("read %s: %v", text, err)
	}

	want := pageChatView{
		Person: pagePerson{ID: s.anna.ID, Name: "Анна", Last: "Да?"},
		Messages: []pageMessage{{
			ID: 1, From: "bot", By: got.Messages[0].By, Author: "ДомБот", Date: s.Clock().Now().Format(time.RFC3339), HTML: "<b>Да</b>?", Text: "Да?",
			Inline: [][]pageButton{{
				{Text: "Да", Data: true}, {Text: "Нет", Data: true, Index: [2]int{0, 1}},
			}},
		}},
		Keyboard: &pageKeyboard{Rows: [][]pageKey{{{Text: "Мой номер", Contact: true}}}},
		Commands: []Command{{Command: "menu", Description: "Меню"}},
		Bot:      pageBot{Name: "ДомБот", Username: "dom_demo_bot", Description: "Бот дома"},
		Seq:      got.Seq,
	}
	if diff := cmp.Diff(want, got); diff != "" || got.Seq == 0 {
		t.Errorf("chat (-want +got):\n%s", diff)
	}
}

func TestThePageWritesAndTaps(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.sent("text", "a", "reply_markup", twoButtons)

	s.expect(s.chatPath("/messages"), `{"text":" привет "}`, 200, `{"id":2}`)
	s.expect(s.chatPath("/tap"), `{"message":1,"row":0,"col":1}`, 200, `{}`)
	s.expect(s.chatPath("/contact"), `{}`, 200, `{"id":3}`)
	s.expect(s.chatPath("/block"), `{"blocked":true}`, 200, `{}`)
	s.expect(s.chatPath("/tap"), `{"message":1,"row":0,"col":2}`, 404, `{"error":"Этой кнопки больше нет."}`)
	s.expect(s.chatPath("/messages"), `{"text":"a"}`, 409,
		`{"error":"Бот заблокирован: сначала разблокируйте его."}`)
	s.expect(s.chatPath("/messages"), `{"text":" "}`, 400, `{"error":"Напишите от 1 до 4096 знаков."}`)
	s.expect("/api/chats/1/messages", `{"text":"a"}`, 404, `{"error":"Такого человека или чата нет."}`)

	list := s.poll()
	if len(list) != 4 || list[0].Message.Text != "привет" || list[1].Query.Data != "n" ||
		list[2].Message.Contact == nil || list[3].MyMember == nil {
		t.Errorf("the bot got %+v", list)
	}
}

func TestThePageSendsFilesAndShowsThem(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	send := func(as string, data []byte) {
		t.Helper()
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		_ = w.WriteField("as", as)
		_ = w.WriteField("caption", "подпись")
		part, _ := w.CreateFormFile("file", "имя.html")
		_, _ = part.Write(data)
		_ = w.Close()
		if code, text, _ := s.send("POST", s.chatPath("/messages"), w.FormDataContentType(), &body); code != 200 {
			t.Errorf("as %s: %d %s", as, code, text)
		}
	}
	send("photo", picture(t, 9, 9))
	send("document", []byte("<script>"))
	messages := s.anna.Chat().Messages

	_, photo, photoHeader := s.call(fileLink(messages[0].Photo), "")
	_, document, documentHeader := s.call(fileLink(messages[1].Document), "")

	if photo != string(picture(t, 9, 9)) || photoHeader.Get("Content-Type") != "image/png" {
		t.Errorf("photo as %q", photoHeader.Get("Content-Type"))
	}
	if document != "<script>" || documentHeader.Get("Content-Type") != "application/octet-stream" ||
		!strings.HasPrefix(documentHeader.Get("Content-Disposition"), "attachment") {
		t.Errorf("document as %v", documentHeader)
	}
	if messages[1].Text != "подпись" || messages[1].Document.Name != "имя.html" {
		t.Errorf("got %+v", messages[1])
	}
	s.expect("/api/files/none", "", 404, `{"error":"Файла больше нет."}`)
}

func TestThePageMovesTheClockForward(t *testing.T) {
	t.Parallel()
	s := newSite(t)

	s.expect("/api/clock", "", 200, `{"now":"2026-11-17T10:00:00+03:00","zone":"MSK"}`)
	s.expect("/api/clock", `{"advance":"24h"}`, 200, `{"now":"2026-11-18T10:00:00+03:00","zone":"MSK"}`)
	s.expect("/api/clock", `{"advance":"1h"}`, 200, `{"now":"2026-11-18T11:00:00+03:00","zone":"MSK"}`)
	s.expect("/api/clock", `{"to":"2026-12-20"}`, 200, `{"now":"2026-12-20T10:00:00+03:00","zone":"MSK"}`)
	s.expect("/api/clock", `{"to":"2026-12-01"}`, 409,
		`{"error":"Часы идут только вперёд: выберите более поздний день."}`)
	s.expect("/api/clock", `{"to":"завтра"}`, 400, `{"error":"Укажите день, например «2026-12-20»."}`)
	s.expect("/api/clock", `{"advance":"-1h"}`, 400,
		`{"error":"Часы переводят вперёд, например на «1h» или «24h»."}`)
}

func TestThePageAddsPeople(t *testing.T) {
	t.Parallel()
	s := newSite(t)

	s.expect("/api/people", `{"name":"  Борис \n Котов "}`, 200,
		`{"id":5000000002,"name":"Борис Котов","role":"","unread":0,"last":"","blocked":false}`)
	s.expect("/api/people", `{"name":" "}`, 400, `{"error":"Укажите имя, не длиннее 64 букв."}`)
}

func TestOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	body := `{"text":"a"}`
	for name, tt := range map[string]struct {
		headers []string
		code    int
	}{
		"SameOrigin":  {headers: []string{"Sec-Fetch-Site", "same-origin"}, code: 200},
		"CrossSite":   {headers: []string{"Sec-Fetch-Site", "cross-site"}, code: 403},
		"SameSite":    {headers: []string{"Sec-Fetch-Site", "same-site"}, code: 403},
		"OtherOrigin": {headers: []string{"Origin", "https://evil.example"}, code: 403},
		"OwnOrigin":   {headers: []string{"Origin", s.url}, code: 200},
		"PlainText":   {headers: []string{"Content-Type", "text/plain"}, code: 415},
		"Form":        {headers: []string{"Content-Type", "application/x-www-form-urlencoded"}, code: 415},
	} {
		if code, text, _ := s.call(s.chatPath("/messages"), body, tt.headers...); code != tt.code {
			t.Errorf("%s: %d %s, want %d", name, code, text, tt.code)
		}
	}
	code, _, _ := s.call("/api/clock", `{"advance":"1h"}`, "Content-Type", "multipart/form-data")
	if code != 415 {
		t.Errorf("a form moved the clock: %d", code)
	}
}

func TestThePageIsServedWithAStrictPolicy(t *testing.T) {
	t.Parallel()
	s := newSite(t)

	code, text, header := s.call("/", "")

	if code != 200 || text != "<title>page</title>" ||
		!strings.HasPrefix(header.Get("Content-Security-Policy"), "default-src 'self'; ") {
		t.Errorf("%d %q %v", code, text, header)
	}
	s.expect("/api/else", "", 404, `{"error":"Такого адреса нет."}`)
}

// tab is an open stream of events.
type tab struct {
	t     *testing.T
	lines *bufio.Scanner
	stop  func()
}

func (s *site) open(seq int, headers ...string) *tab {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	address := s.url + "/api/events?person=" + itoa(int(s.anna.ID)) + "&seq=" + itoa(seq)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		s.t.Fatalf("make request: %v", err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := s.client.Do(req)
	if err != nil {
		s.t.Fatalf("open events: %v", err)
	}
	s.t.Cleanup(func() { cancel(); _ = resp.Body.Close() })
	return &tab{t: s.t, lines: bufio.NewScanner(resp.Body), stop: cancel}
}

// next is the next event of a kind other than people.
func (tb *tab) next() pageEvent {
	tb.t.Helper()
	for tb.lines.Scan() {
		data, ok := strings.CutPrefix(tb.lines.Text(), "data: ")
		if !ok {
			continue
		}
		var e pageEvent
		if err := json.Unmarshal([]byte(data), &e); err != nil {
			tb.t.Fatalf("read event %q: %v", data, err)
		}
		if e.Type != "people" {
			return e
		}
	}
	tb.t.Fatalf("the stream ended: %v", tb.lines.Err())
	return pageEvent{}
}

func TestEveryTabOfAPersonLearnsWhatHappens(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	boris := s.Person("Борис")
	tabs := []*tab{s.open(s.seq()), s.open(s.seq())}

	boris.Send("not for Anna")
	s.sent("text", "a", "reply_markup", twoButtons)
	s.must(s.tell("sendChatAction", "action", "typing"))
	_ = s.anna.Press("Да")
	query := s.poll("offset", "-1")[0].Query.ID
	s.must(s.do("answerCallbackQuery", "callback_query_id", query, "text", "Принято"))
	s.must(s.tell("editMessageText", "message_id", "1", "text", "b"))
	s.sent("text", "c", "reply_markup", `{"keyboard":[["Меню"]]}`)
	s.must(s.tell("deleteMessage", "message_id", "1"))
	s.Clock().Advance(time.Hour)

	for _, tb := range tabs {
		var kinds []string
		last := 0
		for range 8 {
			e := tb.next()
			kinds = append(kinds, e.Type)
			if e.Seq <= last {
				t.Errorf("event %d follows %d", e.Seq, last)
			}
			last = e.Seq
		}
		want := []string{"message", "typing", "toast", "edit", "message", "keyboard", "delete", "clock"}
		if diff := cmp.Diff(want, kinds); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	}
}

func TestATabGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	first := s.open(s.seq())
	s.anna.Send("one")
	seen := first.next().Seq
	first.stop()
	s.anna.Send("two")

	again := s.open(0, "Last-Event-ID", itoa(seen))

	if e := again.next(); e.Message == nil || e.Message.Text != "two" {
		t.Errorf("got %+v", e)
	}
}

func TestATabThatMissedTooMuchGetsTheWholeChat(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.anna.Send("kept")
	for range maxFeed {
		s.Clock().Advance(time.Second)
	}

	for name, seq := range map[string]int{"Old": 1, "OfAnotherRun": 1_000_000} {
		tb := s.open(seq)
		if e := tb.next(); e.Message == nil || e.Message.Text != "kept" {
			t.Errorf("%s: got %+v", name, e)
		}
	}
}

func TestWhoLooksAtAChatHasNothingUnread(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	unread := func() int {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.anna.page().Unread
	}
	s.sent("text", "a")
	before := unread()
	tb := s.open(s.seq())
	s.sent("text", "b")
	tb.next()

	if before != 1 || unread() != 0 {
		t.Errorf("unread %d, then %d", before, unread())
	}
}

func (s *site) seq() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.feed.last
}

package control_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"dombot/internal/simulator"
	"dombot/internal/simulator/control"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// theAPI is read once for all tests.
var theAPI = sync.OnceValues(simulator.ReadAPI)

// world is a simulator that is driven over HTTP, on real sockets.
type world struct {
	t    *testing.T
	sim  *simulator.Server
	base string // of the control
	api  string // of the Bot API, with the token
}

func newWorld(t *testing.T) *world {
	t.Helper()
	api, err := theAPI()
	if err != nil {
		t.Fatal(err)
	}
	sim, err := simulator.New(simulator.Options{API: api})
	if err != nil {
		t.Fatal(err)
	}
	base, err := sim.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	face := httptest.NewServer(control.Handler(sim))
	t.Cleanup(func() {
		face.Close()
		if err := sim.Close(); err != nil {
			t.Error(err)
		}
		http.DefaultClient.CloseIdleConnections()
	})
	return &world{t: t, sim: sim, base: face.URL, api: base + "/bot" + sim.Token() + "/"}
}

// ask makes a request and returns the status and the body.
func (w *world) ask(
	method, path, kind string, body io.Reader, header ...string,
) (code int, answer string) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.base+control.Prefix+path, body)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

// do makes a request that must succeed and decodes the answer, if v is not nil.
func (w *world) do(method, path, body string, v any) string {
	w.t.Helper()
	code, data := w.ask(method, path, "application/json", strings.NewReader(body))
	if code != http.StatusOK {
		w.t.Fatalf("%s %s %s: %d %s", method, path, body, code, data)
	}
	if v != nil {
		if err := json.Unmarshal([]byte(data), v); err != nil {
			w.t.Fatalf("%s %s: %v in %s", method, path, err, data)
		}
	}
	return data
}

// refused makes a request that must fail.
func (w *world) refused(method, path, body string, want int) string {
	w.t.Helper()
	code, data := w.ask(method, path, "application/json", strings.NewReader(body))
	var said struct {
		Error string `json:"error"`
	}
	if err := json.Unmarshal([]byte(data), &said); err != nil || code != want || said.Error == "" {
		w.t.Errorf("%s %s %s: %d %s; want %d with an error", method, path, body, code, data, want)
	}
	return said.Error
}

// person adds somebody and returns the address of what they do.
func (w *world) person(name string) string {
	w.t.Helper()
	var p struct {
		ID int64 `json:"id"`
	}
	w.do("POST", "/people", `{"name":"`+name+`"}`, &p)
	return "/people/" + strconv.FormatInt(p.ID, 10)
}

// call calls a method of the Bot API and returns the result.
func (w *world) call(method string, params url.Values) json.RawMessage {
	return w.callIn(w.t.Context(), method, params)
}

func (w *world) callIn(ctx context.Context, method string, params url.Values) json.RawMessage {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.api+method, strings.NewReader(params.Encode()))
	if err != nil {
		return nil
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil
	}
	defer resp.Body.Close()
	var answer struct {
		Result json.RawMessage `json:"result"`
	}
	_ = json.NewDecoder(resp.Body).Decode(&answer)
	return answer.Result
}

// echo runs a bot that says everything again, and offers a button under it, until the test ends.
func (w *world) echo() {
	ctx, stop := context.WithCancel(w.t.Context())
	ended := make(chan struct{})
	w.t.Cleanup(func() { stop(); <-ended })
	go func() {
		defer close(ended)
		for offset := 0; ctx.Err() == nil; {
			var updates []struct {
				ID      int `json:"update_id"`
				Message *struct {
					Text string
					Chat struct{ ID int64 }
				}
				Query *struct {
					ID, Data string
				} `json:"callback_query"`
			}
			params := url.Values{"timeout": {"50"}, "offset": {strconv.Itoa(offset)}}
			_ = json.Unmarshal(w.callIn(ctx, "getUpdates", params), &updates)
			for _, u := range updates {
				offset = u.ID + 1
				if u.Message != nil && u.Message.Text != "" {
					w.callIn(ctx, "sendMessage", url.Values{
						"chat_id": {strconv.FormatInt(u.Message.Chat.ID, 10)}, "text": {"You said: " + u.Message.Text},
						"reply_markup": {`{"inline_keyboard":[[{"text":"Again","callback_data":"again"}]]}`},
					})
				}
				if u.Query != nil {
					w.callIn(ctx, "answerCallbackQuery", url.Values{"callback_query_id": {u.Query.ID}, "text": {"Noted " + u.Query.Data}})
				}
			}
		}
	}()
}

type chat struct {
	Messages []struct {
		ID      int
		FromBot bool `json:"from_bot"`
		Text    string
		Buttons [][]struct{ Text string }
		File    *struct {
			Kind, Name, URL string
			Size            int
		}
	}
	Toasts []struct{ Text string }
}

func TestAConversationOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.echo()
	anna := w.person("Анна Смирнова")

	var said struct {
		Message int `json:"message_id"`
		Chat    chat
	}
	w.do("POST", anna+"/say?wait=10s", `{"text":"привет"}`, &said)
	w.do("POST", anna+"/press?wait=10s", `{"label":"Again"}`, nil)
	w.do("POST", anna+"/press-again?wait=10s", "", nil)
	var shown chat
	w.do("GET", anna+"/chat", "", &shown)

	if len(said.Chat.Messages) != 2 || said.Message != 1 || said.Chat.Messages[1].Text != "You said: привет" ||
		said.Chat.Messages[1].Buttons[0][0].Text != "Again" {
		t.Errorf("after saying: %+v", said)
	}
	if len(shown.Toasts) != 2 || shown.Toasts[1].Text != "Noted again" {
		t.Errorf("toasts %+v", shown.Toasts)
	}
	want := "анна смирнова: привет\nбот: You said: привет\n  [Again]\nанна смирнова нажимает [Again]\n" +
		"бот (подсказка): Noted again\nанна смирнова нажимает ещё раз\nбот (подсказка): Noted again\n"
	if got := w.do("GET", anna+"/transcript", "", nil); got != want {
		t.Errorf("transcript\n%s\nwant\n%s", got, want)
	}
}

func TestWaitingForAMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.echo()
	anna := w.person("Анна")
	var m struct{ ID int }

	w.do("POST", anna+"/say", `{"text":"one"}`, nil)
	w.do("GET", anna+"/wait?text=one", "", &m)
	w.do("POST", anna+"/say", `{"text":"two"}`, nil)
	w.do("GET", fmt.Sprintf("%s/wait?button=Aga&after=%d", anna, m.ID), "", &m)

	if m.ID != 4 {
		t.Errorf("message %d, want 4", m.ID)
	}
	w.refused("GET", anna+"/wait?text=never&timeout=1ms", "", 504)
	w.refused("GET", anna+"/wait?timeout=soon", "", 400)
	w.refused("GET", anna+"/wait?after=x", "", 400)
}

func TestNobodyAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.person("Анна")

	w.refused("POST", anna+"/say?wait=1ms", `{"text":"hello"}`, 504)
	w.refused("GET", "/idle?timeout=1ms", "", 504)

	var st struct{ Pending, People int }
	w.do("GET", "/state", "", &st)
	if st.Pending != 1 || st.People != 1 {
		t.Errorf("state %+v", st)
	}
	w.call("getUpdates", url.Values{"offset": {"900000000"}})
	w.do("GET", "/idle", "", &st)
	if st.Pending != 0 {
		t.Errorf("idle state %+v", st)
	}
}

func TestWhatPeopleDo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var p simulator.Profile
	w.do("POST", "/people", `{"name":"Анна","id":77,"username":"anna","phone":"+79000000001","language":"en",`+
		`"role":"сосед","started":true}`, &p)
	want := simulator.Profile{
		ID: 77, Name: "Анна", Username: "anna", Phone: "+79000000001", Language: "en", Role: "сосед", Started: true,
	}
	if p != want {
		t.Errorf("profile %+v, want %+v", p, want)
	}
	for path, body := range map[string]string{
		"start": `{"param":"x"}`, "voice": "", "contact": "", "location": `{"latitude":55,"longitude":83}`,
		"tap": `{"message":1,"data":"x"}`,
	} {
		w.do("POST", "/people/77/"+path, body, nil)
	}
	w.do("POST", "/people/77/contact", `{"phone":"+79000000002","name":"Борис"}`, nil)
	w.do("POST", "/people/77/say", `{"text":"125"}`, nil)
	w.do("POST", "/people/77/edit", `{"message":6,"text":"126"}`, nil)

	kinds := map[string]int{}
	var updates []map[string]json.RawMessage
	_ = json.Unmarshal(w.call("getUpdates", nil), &updates)
	for _, u := range updates {
		for kind := range u {
			kinds[kind]++
		}
	}
	if kinds["message"] != 6 || kinds["callback_query"] != 1 || kinds["edited_message"] != 1 {
		t.Errorf("updates %v in %s", kinds, w.do("GET", "/people/77/transcript", "", nil))
	}
}

func TestFilesGoBothWays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.person("Анна")
	for _, kind := range []string{"document", "photo"} {
		var form bytes.Buffer
		out := multipart.NewWriter(&form)
		part, err := out.CreateFormFile("file", "чек.txt")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte("content"))
		_ = out.WriteField("caption", "вот")
		_ = out.Close()
		if code, data := w.ask("POST", anna+"/"+kind, out.FormDataContentType(), &form); code != 200 {
			t.Fatalf("%s: %d %s", kind, code, data)
		}
	}

	var shown chat
	w.do("GET", anna+"/chat", "", &shown)

	first, second := shown.Messages[0], shown.Messages[1]
	if first.Text != "вот" || first.File.Name != "чек.txt" || first.File.Kind != "document" || first.File.Size != 7 ||
		second.File.Kind != "document" {
		t.Errorf("files %+v and %+v, want a document and what is no picture as one, too", first.File, second.File)
	}
	if got := w.do("GET", strings.TrimPrefix(first.File.URL, control.Prefix), "", nil); got != "content" {
		t.Errorf("the file holds %q", got)
	}
	w.refused("GET", "/files/none", "", 404)
	w.refused("POST", anna+"/photo", `{}`, 400)
}

func TestWhatPeopleCannotDo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.person("Анна")
	for _, tt := range []struct {
		path, body string
		code       int
		says       string
	}{
		{path: "/people", body: `{}`, code: 400, says: "name"},
		{path: "/people", body: `{"name":"a","id":5000000001}`, code: 409, says: "already"},
		{path: "/people", body: `{"nam":"a"}`, code: 400, says: `unknown field "nam"`},
		{path: "/people/x/say", body: `{"text":"a"}`, code: 400, says: "no number"},
		{path: "/people/1/say", body: `{"text":"a"}`, code: 404, says: "no such person"},
		{path: anna + "/say?chat=-1", body: `{"text":"a"}`, code: 404, says: "no such chat"},
		{path: anna + "/say?wait=x", body: `{"text":"a"}`, code: 400, says: "duration"},
		{path: anna + "/say", body: `{}`, code: 400, says: "text"},
		{path: anna + "/say", body: `{`, code: 400, says: "cannot be read"},
		{path: anna + "/press", body: `{"label":"Да"}`, code: 409, says: "no buttons at all"},
		{path: anna + "/press", body: `{"label":"Да","message":5}`, code: 409, says: "no message 5"},
		{path: anna + "/press-again", code: 409, says: "has tapped nothing"},
		{path: anna + "/edit", body: `{"message":5,"text":"a"}`, code: 409, says: "no such message"},
		{path: anna + "/vote", body: `{"message":5,"answers":["За"]}`, code: 409},
		{path: anna + "/vote", body: `{"message":5}`, code: 409},
		{path: "/nothing", code: 404, says: "GET /control/"},
	} {
		if says := w.refused("POST", tt.path, tt.body, tt.code); !strings.Contains(says, tt.says) {
			t.Errorf("%s %s: %q does not mention %q", tt.path, tt.body, says, tt.says)
		}
	}

	w.do("POST", anna+"/block", `{"blocked":true}`, nil)
	blocked := w.refused("POST", anna+"/say", `{"text":"a"}`, 409)
	w.do("POST", anna+"/block", `{"blocked":false}`, nil)
	w.do("POST", anna+"/say", `{"text":"a"}`, nil)
	var gone simulator.Profile
	w.do("POST", anna+"/deactivate", "", &gone)
	w.refused("POST", anna+"/start", "", 409)

	if !strings.Contains(blocked, "blocked") || !gone.Deactivated {
		t.Errorf("%q, %+v", blocked, gone)
	}
}

func TestTheClockIsMovedOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var first, second, third struct {
		Now time.Time
	}
	w.do("GET", "/clock", "", &first)
	w.do("POST", "/clock", `{"advance":"90m"}`, &second)
	w.do("POST", "/clock", `{"to":"2026-12-20T07:00:00Z"}`, &third)

	want := time.Date(2026, 12, 20, 7, 0, 0, 0, time.UTC)
	if second.Now.Sub(first.Now) != 90*time.Minute || !third.Now.Equal(want) || !w.sim.Clock().Now().Equal(want) {
		t.Errorf("%v, %v, %v", first.Now, second.Now, third.Now)
	}
	w.refused("POST", "/clock", `{"to":"2026-12-20T06:59:59Z"}`, 409)
	w.refused("POST", "/clock", `{}`, 400)
	w.refused("POST", "/clock", `{"advance":"-1h"}`, 400)
	w.refused("POST", "/clock", `{"advance":"1h","to":"2027-01-01T00:00:00Z"}`, 400)
}

func TestFaultsOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	type fault struct {
		ID, Hits int
		Active   bool
		Kind     string
		For      string
	}
	var f, g fault
	w.do("POST", "/faults", `{"kind":"server_error","method":"getMe","count":2,"code":503}`, &f)
	w.do("POST", "/faults", `{"kind":"silent","method":"*","for":"5m"}`, &g)
	w.call("getMe", nil)
	var list []fault
	w.do("GET", "/faults", "", &list)
	var st struct{ Faults int }
	w.do("GET", "/state", "", &st)

	if len(list) != 2 || list[0].Hits != 1 || !list[0].Active || list[1].Kind != "silent" || list[1].For != "5m0s" ||
		st.Faults != 2 {
		t.Errorf("faults %+v, state %+v", list, st)
	}
	w.do("POST", fmt.Sprintf("/faults/%d/release", g.ID), "", nil)
	w.do("DELETE", fmt.Sprintf("/faults/%d", g.ID), "", &g)
	w.do("DELETE", "/faults", "", nil)
	w.do("GET", "/faults", "", &list)
	if g.Active || len(list) != 0 || w.call("getMe", nil) == nil {
		t.Errorf("after the end: %+v, %+v", g, list)
	}
	for _, body := range []string{
		`{}`, `{"kind":"flood"}`, `{"kind":"slow","method":"getme"}`, `{"kind":"slow","probability":2}`,
		`{"kind":"server_error","method":"webhook"}`, `{"kind":"slow","for":"soon"}`, `{"kind":"slow","id":4}`,
	} {
		w.refused("POST", "/faults", body, 400)
	}
	w.refused("DELETE", "/faults/99", "", 404)
}

func TestLimitsCallsAndFailuresOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.person("Анна")
	w.do("POST", anna+"/say", `{"text":"a"}`, nil)
	id := strings.TrimPrefix(anna, "/people/")
	var l simulator.Limits
	w.do("PUT", "/limits", `{"chat_burst":1}`, &l)
	for _, text := range []string{"one", "too much"} {
		w.call("sendMessage", url.Values{"chat_id": {id}, "text": {text}})
	}
	w.call("sendMessage", url.Values{"chat_id": {id}})
	w.call("getMe", nil)
	type call struct {
		N             int
		Method, Error string
		Params        map[string]string
	}
	var sends, rest []call
	w.do("GET", "/calls?method=sendMessage", "", &sends)
	w.do("GET", fmt.Sprintf("/calls?after=%d", sends[2].N), "", &rest)
	var failures, none []string
	w.do("GET", "/failures", "", &failures)
	w.do("DELETE", "/failures", "", nil)
	w.do("GET", "/failures", "", &none)

	if l.ChatBurst != 1 || sends[0].Params["text"] != "one" || !strings.HasPrefix(sends[1].Error, "Too Many Requests") ||
		len(rest) != 1 || rest[0].Method != "getMe" {
		t.Errorf("limits %+v, sends %+v, then %+v", l, sends, rest)
	}
	if len(failures) != 1 || len(none) != 0 {
		t.Errorf("failures %q, then %q", failures, none)
	}
	w.refused("PUT", "/limits", `{"chat_burst":-1}`, 400)
	w.refused("GET", "/calls?after=x", "", 400)
	w.do("POST", "/reset", "", nil)
	if got := w.do("GET", "/people", "", nil); strings.TrimSpace(got) != "[]" {
		t.Errorf("people after the reset: %s", got)
	}
}

func TestAGroupOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.echo()
	anna, boris := w.person("Анна"), w.person("Борис")
	var g struct {
		ID          int64
		Title, Bot  string
		Rights      []string `json:"bot_rights"`
		Description string
	}
	w.do("POST", "/groups", `{"title":"Дом 12","owner":`+anna[8:]+`,"supergroup":true}`, &g)
	group := "/groups/" + strconv.FormatInt(g.ID, 10)
	in := "?chat=" + strconv.FormatInt(g.ID, 10)

	w.refused("POST", boris+"/say"+in, `{"text":"мне нельзя"}`, 409)
	w.do("POST", group+"/bot", `{"inside":true,"rights":["can_delete_messages"]}`, &g)
	var status struct{ Status string }
	w.do("POST", group+"/join", `{"person":`+boris[8:]+`}`, &status)
	w.do("POST", boris+"/say"+in+"&wait=10s", `{"text":"добрый день"}`, nil)

	if g.Bot != "administrator" || len(g.Rights) < 2 || status.Status != "member" {
		t.Errorf("group %+v, Boris is a %s", g, status.Status)
	}
	got := w.do("GET", group+"/transcript", "", nil)
	if !strings.Contains(got, "борис: добрый день\nбот: You said: добрый день\n") {
		t.Errorf("transcript\n%s", got)
	}
	for _, step := range []struct{ path, body, status string }{
		{"/promote", `{"person":` + boris[8:] + `,"rights":["can_pin_messages"]}`, "administrator"},
		{"/promote", `{"person":` + boris[8:] + `}`, "member"},
		{"/restrict", `{"person":` + boris[8:] + `,"rights":["can_send_messages"]}`, "restricted"},
		{"/leave", `{"person":` + boris[8:] + `}`, "restricted"},
		{"/remove", `{"person":` + boris[8:] + `}`, "kicked"},
		{"/add", `{"person":` + boris[8:] + `}`, "member"},
	} {
		w.do("POST", group+step.path, step.body, &status)
		if status.Status != step.status {
			t.Errorf("%s %s: Boris is %s, want %s", step.path, step.body, status.Status, step.status)
		}
	}
	w.do("POST", group+"/permit", `{"rights":[]}`, nil)
	w.refused("POST", boris+"/say"+in, `{"text":"a"}`, 409)
	w.do("POST", group+"/title", `{"title":"Подъезд 3"}`, &g)
	w.do("POST", group+"/bot", `{"inside":false}`, nil)
	w.do("DELETE", group, "", nil)
	if g.Title != "Подъезд 3" {
		t.Errorf("title %q", g.Title)
	}
	w.refused("POST", "/groups", `{"title":"a","owner":5}`, 400)
	w.refused("POST", "/groups", `{"owner":`+anna[8:]+`}`, 400)
	w.refused("POST", "/groups", `{"title":"a","owner":`+anna[8:]+`,"people":[5]}`, 400)
	w.refused("POST", group+"/permit", `{"rights":["can_fly"]}`, 400)
	w.refused("POST", "/groups/5/permit", `{}`, 404)
	w.refused("POST", group+"/join", `{"person":5}`, 400)
}

func TestPayingVotingAndChoosingOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.person("Анна")
	id := anna[8:]
	w.do("POST", anna+"/start", "", nil)
	w.call("sendInvoice", url.Values{
		"chat_id": {id}, "title": {"Счёт"}, "description": {"Октябрь"}, "payload": {"bill-1"}, "currency": {"RUB"},
		"provider_token": {"1:TEST:x"}, "prices": {`[{"label":"Вода","amount":123400}]`},
	})
	w.call("sendPoll", url.Values{
		"chat_id": {id}, "question": {"Ремонт?"}, "options": {`[{"text":"За"},{"text":"Против"}]`},
		"is_anonymous": {"false"},
	})
	w.call("sendMessage", url.Values{
		"chat_id": {id}, "text": {"Кто?"},
		"reply_markup": {`{"keyboard":[[{"text":"Сосед","request_users":{"request_id":1}}]]}`},
	})
	boris := w.person("Борис")

	w.do("POST", anna+"/pay", `{"message":2}`, nil)
	w.do("POST", anna+"/vote", `{"message":3,"answers":["За"]}`, nil)
	w.do("POST", anna+"/choose", `{"label":"Сосед","people":[`+boris[8:]+`]}`, nil)

	var shown struct {
		Messages []struct {
			Invoice *struct{ Payload string }
			Poll    *struct{ Voters int }
		}
		Payments []struct {
			State  string
			Amount int
		}
	}
	w.do("GET", anna+"/chat", "", &shown)
	if shown.Messages[1].Invoice.Payload != "bill-1" || shown.Messages[2].Poll.Voters != 1 ||
		len(shown.Payments) != 1 || shown.Payments[0].State != "asked" || shown.Payments[0].Amount != 123400 {
		t.Errorf("chat %+v", shown)
	}
	updates := string(w.call("getUpdates", nil))
	for _, kind := range []string{`"pre_checkout_query"`, `"poll_answer"`, `"users_shared"`} {
		if !strings.Contains(updates, kind) {
			t.Errorf("no %s in %s", kind, updates)
		}
	}
	w.refused("POST", anna+"/pay", `{"message":9}`, 409)
	w.refused("POST", anna+"/pay", `{"message":9,"declined":true}`, 409)
	w.refused("POST", anna+"/choose", `{"label":"Сосед","people":[5]}`, 400)
	w.refused("POST", anna+"/choose", `{"label":"Дом","group":-5}`, 400)
}

func TestAForumOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.person("Анна")
	var g struct{ ID int64 }
	w.do("POST", "/groups", `{"title":"Дом 12","owner":`+anna[8:]+`,"bot":true}`, &g)
	old := g.ID
	w.do("POST", fmt.Sprintf("/groups/%d/migrate", g.ID), "", &g)
	group := fmt.Sprintf("/groups/%d", g.ID)
	type topic struct {
		ID   int
		Name string
	}
	var made topic
	w.do("POST", group+"/topics", `{"name":"Показания"}`, &made)
	in := fmt.Sprintf("?chat=%d&topic=%d", g.ID, made.ID)
	var said struct {
		Message int `json:"message_id"`
	}
	w.do("POST", anna+"/say"+in, `{"text":"/meter"}`, &said)
	w.do("POST", anna+"/pin"+in, fmt.Sprintf(`{"message":%d}`, said.Message), nil)
	updates := string(w.call("getUpdates", nil))
	w.do("POST", fmt.Sprintf("%s/topics/%d/close", group, made.ID), "", nil)
	w.do("POST", fmt.Sprintf("%s/topics/%d/reopen", group, made.ID), "", nil)
	var left []topic
	w.do("DELETE", fmt.Sprintf("%s/topics/%d", group, made.ID), "", &left)

	if old == g.ID || !strings.Contains(updates, fmt.Sprintf(`"message_thread_id":%d`, made.ID)) {
		t.Errorf("group %d was %d; updates %s", g.ID, old, updates)
	}
	if len(left) != 1 || left[0].Name != "General" {
		t.Errorf("topics %+v", left)
	}
	w.refused("DELETE", group+"/topics/999", "", 404)
	w.refused("POST", group+"/topics", "{}", 400)
}

func TestAnAlbumOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.person("Анна")
	var form bytes.Buffer
	out := multipart.NewWriter(&form)
	for _, name := range []string{"a.txt", "b.txt"} {
		part, err := out.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte(name))
	}
	_ = out.Close()

	code, _ := w.ask("POST", anna+"/album", out.FormDataContentType(), &form)

	var shown struct {
		Messages []struct{ Album string }
	}
	w.do("GET", anna+"/chat", "", &shown)
	if code != 200 || len(shown.Messages) != 2 || shown.Messages[0].Album == "" ||
		shown.Messages[0].Album != shown.Messages[1].Album {
		t.Errorf("HTTP %d, %+v", code, shown)
	}
}

func TestAnotherSiteMayNotDrive(t *testing.T) {
	t.Parallel()
	w := newWorld(t)

	code, _ := w.ask("POST", "/reset", "text/plain", strings.NewReader(""), "Sec-Fetch-Site", "cross-site")

	if code != 403 {
		t.Errorf("HTTP %d, want 403", code)
	}
}

func TestEveryRouteIsListedOnceAndExplained(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var listed []control.Route
	w.do("GET", "/", "", &listed)

	seen := map[string]bool{}
	for _, r := range listed {
		if seen[r.Method+r.Path] || r.Summary == "" {
			t.Errorf("%s %s: twice, or without a word", r.Method, r.Path)
		}
		seen[r.Method+r.Path] = true
		if strings.HasPrefix(r.Body, "{") && !json.Valid([]byte(r.Body)) {
			t.Errorf("%s %s: the example is no JSON: %s", r.Method, r.Path, r.Body)
		}
	}
	if len(listed) != len(control.Routes()) || len(listed) < 40 {
		t.Errorf("%d routes", len(listed))
	}
}

package control_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestTheExchangeOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.echo()
	anna, boris := w.person("Анна"), w.person("Борис")
	w.do("POST", anna+"/say?wait=10s", `{"text":"код 4711"}`, nil)
	w.do("POST", anna+"/press?wait=10s", `{"label":"Again"}`, nil)
	w.do("POST", boris+"/say?wait=10s", `{"text":"привет"}`, nil)
	const want = `update message 1
  from: "<Анна>"
  text: "код <hidden>"
call sendMessage
  chat_id: "<Анна>"
  reply_markup: {"inline_keyboard":[[{"callback_data":"again","text":"Again"}]]}
  text: "You said: код <hidden>"
  answer: "<message 2>"
update callback_query
  data: "again"
  from: "<Анна>"
  id: "<callback_query 1>"
  message: "<message 2>"
call answerCallbackQuery
  callback_query_id: "<callback_query 1>"
  text: "Noted again"
  answer: true
`

	one := w.do("GET", "/exchange?hide=47..&chat="+strings.TrimPrefix(anna, "/people/"), "", nil)
	all := w.do("GET", "/exchange?hide=47..", "", nil)

	if one != want {
		t.Errorf("exchange\n%s\nwant\n%s", one, want)
	}
	if !strings.HasPrefix(all, "== <Анна> ==\n"+want+"== <Борис> ==\nupdate message 1\n") {
		t.Errorf("all\n%s", all)
	}
	w.refused("GET", "/exchange?chat=77", "", http.StatusNotFound)
	w.refused("GET", "/exchange?chat=anna", "", http.StatusBadRequest)
	w.refused("GET", "/exchange?hide=%28", "", http.StatusBadRequest)
}

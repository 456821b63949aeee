package simulator

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestEveryMethodRefusesACallWithoutItsRequiredParameters(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	if n := len(b.spec.Methods); n != 180 {
		t.Errorf("the description has %d methods, want 180", n)
	}

	for name, m := range b.spec.Methods {
		r := b.do(name)
		required := slices.ContainsFunc(m.Fields, func(f field) bool { return f.Required })
		if required && (r.ErrorCode != 400 || !strings.HasPrefix(r.Description, "Bad Request: ")) {
			t.Errorf("%s without parameters: %d %q", name, r.ErrorCode, r.Description)
		}
		if !required && r.ErrorCode == 404 {
			t.Errorf("%s is not known", name)
		}
	}
}

func TestEveryMethodAcceptsWhatItsDescriptionAsksFor(t *testing.T) {
	t.Parallel()
	b := newBox(t)

	for name, m := range b.spec.Methods {
		for _, all := range []bool{false, true} {
			c := &call{method: m, params: map[string]string{}, files: map[string]upload{}}
			for _, f := range m.Fields {
				if f.Required || all {
					b.spec.fill(c, f)
				}
			}
			unknown, err := b.spec.check(c)
			if err != nil || len(unknown) > 0 {
				t.Errorf("%s (all %v): %v, unknown %v, params %v", name, all, err, unknown, c.params)
			}
		}
	}
}

func TestEveryNumberAndObjectIsRefusedWhenItIsNone(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	checked := 0

	for name, m := range b.spec.Methods {
		for _, f := range m.Fields {
			if slices.Contains(f.Types, "String") {
				continue
			}
			c := &call{method: m, params: map[string]string{}, files: map[string]upload{}}
			for _, other := range m.Fields {
				if other.Required {
					b.spec.fill(c, other)
				}
			}
			c.params[f.Name] = "no such thing"
			delete(c.files, f.Name)
			if _, err := b.spec.check(c); err == nil {
				t.Errorf("%s accepts %s=%q for %v", name, f.Name, c.params[f.Name], f.Types)
			}
			checked++
		}
	}

	if checked < 500 {
		t.Errorf("only %d parameters were checked", checked)
	}
}

func TestMethodsWithoutStateAreRefusedAndReported(t *testing.T) {
	t.Parallel()
	b := newBox(t)

	r := b.tell("sendGame", "game_short_name", "chess")

	b.refused(r, 501, "Not simulated: sendGame")
	if want := []string{"sendGame: Not simulated: sendGame"}; !slices.Equal(b.Failures(), want) {
		t.Errorf("Failures = %q, want %q", b.Failures(), want)
	}
}

func TestUnknownParametersAreRecordedNotRefused(t *testing.T) {
	t.Parallel()
	b := newBox(t)

	b.sent("text", "hello", "disable_web_page_preview", "true")

	calls := b.Calls()
	if got := calls[len(calls)-1].Unknown; !slices.Equal(got, []string{"disable_web_page_preview"}) {
		t.Errorf("Unknown = %v", got)
	}
	if len(b.Failures()) > 0 {
		t.Errorf("Failures = %v", b.Failures())
	}
}

func TestRefusalsUseTelegramsWords(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	long, longData := strings.Repeat("я", 4097), strings.Repeat("я", 33)
	button := func(s string) string { return `{"inline_keyboard":[[` + s + `]]}` }
	for name, tt := range map[string]struct {
		method string
		pairs  []string
		want   string
	}{
		"Empty":     {"sendMessage", []string{"text", ""}, "message text is empty"},
		"OnlySpace": {"sendMessage", []string{"text", " \n "}, "message text is empty"},
		"EmptyMarkup": {
			"sendMessage",
			[]string{"text", "<b></b>", "parse_mode", "HTML"},
			"message text is empty",
		},
		"Long": {"sendMessage", []string{"text", long}, "message is too long"},
		"LongCaption": {
			"editMessageCaption",
			[]string{"message_id", "1", "caption", long},
			"message caption is too long",
		},
		"ParseMode": {"sendMessage", []string{"text", "a", "parse_mode", "TeX"}, "unsupported parse_mode"},
		"NullMarkup": {
			"sendMessage",
			[]string{"text", "a", "reply_markup", "null"},
			"object expected as reply markup",
		},
		"BrokenMarkup": {
			"sendMessage",
			[]string{"text", "a", "reply_markup", "{"},
			"can't parse reply keyboard markup JSON object",
		},
		"LongData": {
			"sendMessage",
			[]string{"text", "a", "reply_markup", button(`{"text":"a","callback_data":"` + longData + `"}`)},
			"BUTTON_DATA_INVALID",
		},
		"TextButton": {
			"sendMessage",
			[]string{"text", "a", "reply_markup", button(`{"text":"a"}`)},
			"Text buttons are unallowed in the inline keyboard",
		},
		"NoChat": {
			"editMessageText",
			[]string{"chat_id", "", "message_id", "1", "text", "a"},
			"chat_id is empty",
		},
		"UnknownChat": {"sendMessage", []string{"chat_id", "77", "text", "a"}, "chat not found"},
		"Action":      {"sendChatAction", []string{"action", "dancing"}, "wrong parameter action in request"},
		"NoQuery": {
			"answerCallbackQuery",
			[]string{"callback_query_id", "1"},
			"query is too old and response timeout expired or query ID is invalid",
		},
		"ManyIDs": {
			"deleteMessages",
			[]string{"message_ids", "[" + strings.Repeat("1,", 100) + "1]"},
			"too many message identifiers specified",
		},
		"NoIDs": {
			"deleteMessages",
			[]string{"message_ids", "[]"},
			"message identifiers are not specified",
		},
		"CommandName": {
			"setMyCommands",
			[]string{"commands", `[{"command":"Старт","description":"a"}]`},
			"BOT_COMMAND_INVALID",
		},
		"ManyCommands": {"setMyCommands", []string{"commands", commands(101)}, "BOT_COMMANDS_TOO_MUCH"},
		"LongToast": {
			"answerCallbackQuery",
			[]string{"callback_query_id", "1", "text", strings.Repeat("я", 201)},
			"message is too long",
		},
		"NoEdited": {
			"editMessageText",
			[]string{"message_id", "99", "text", "a"},
			"message to edit not found",
		},
		"NoDeleted": {"deleteMessage", []string{"message_id", "99"}, "message to delete not found"},
		"NoPhoto":   {"sendPhoto", nil, "there is no photo in the request"},
		"WrongFileID": {
			"sendDocument",
			[]string{"document", "zzz"},
			"wrong file identifier/HTTP URL specified",
		},
		"MissingAttach": {"sendDocument", []string{"document", "attach://a"}, "there is no a in the request"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := b.tell(tt.method, tt.pairs...)

			(&box{Server: b.Server, t: t}).refused(r, 400, "Bad Request: "+tt.want)
		})
	}
}

func commands(n int) string {
	var list []Command
	for i := range n {
		list = append(list, Command{Command: fmt.Sprintf("c%d", i), Description: "d"})
	}
	data, _ := json.Marshal(list)
	return string(data)
}

func TestInlineKeyboardsAreCutAtAHundredButtonsAndEightInARow(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		rows, width int
		ok          bool
	}{
		"Full":    {rows: 20, width: 5, ok: true},
		"TooMany": {rows: 21, width: 5},
		"Wide":    {rows: 1, width: 8, ok: true},
		"TooWide": {rows: 1, width: 9},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBox(t)
			row := strings.TrimSuffix(strings.Repeat(`{"text":"a","callback_data":"b"},`, tt.width), ",")
			rows := strings.TrimSuffix(strings.Repeat("["+row+"],", tt.rows), ",")

			r := b.tell("sendMessage", "text", "a", "reply_markup", `{"inline_keyboard":[`+rows+`]}`)

			if r.OK != tt.ok {
				t.Errorf("ok = %v, %s", r.OK, r.Description)
			}
			if !tt.ok {
				b.refused(r, 400, "Bad Request: reply markup is too long")
			}
		})
	}
}

func TestOutsideTheBotNobodyIsLetIn(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	for path, want := range map[string]string{
		"/bot1:x/getMe":                  "401 Unauthorized",
		"/bot" + b.Token() + "/fly":      "404 Not Found: method not found",
		"/bot" + b.Token() + "/GETME":    "0 ",
		"/else":                          "404 Not Found",
		"/file/bot1:x/photos/a":          "401 Unauthorized",
		"/file/bot" + b.Token() + "/a/b": "404 Not Found",
	} {
		resp := b.get(InProcessURL + path)
		var r reply
		err := json.NewDecoder(resp.Body).Decode(&r)
		_ = resp.Body.Close()
		if got := fmt.Sprintf("%d %s", r.ErrorCode, r.Description); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", path, got, err, want)
		}
	}
}

// fill gives a parameter of c a value that its description allows.
func (sp *spec) fill(c *call, f field) {
	if f.Types[0] == "InputFile" {
		c.files[f.Name] = upload{name: "a.png", data: []byte("data")}
		if len(f.Types) > 1 {
			c.params[f.Name] = attachPrefix + f.Name
		}
		return
	}
	if f.Name == "reply_markup" {
		c.params[f.Name] = `{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}`
		return
	}
	if strings.HasSuffix(f.Name, "parse_mode") {
		c.params[f.Name] = "HTML"
		return
	}
	value := sp.sample(f.Types[0], f, 0)
	if text, ok := value.(string); ok {
		c.params[f.Name] = text
		return
	}
	data, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	c.params[f.Name] = string(data)
}

// sample makes a value of a type of the description.
func (sp *spec) sample(kind string, f field, depth int) any {
	if of, ok := strings.CutPrefix(kind, "Array of "); ok {
		list := []any{}
		for range max(1, f.limit.min) {
			list = append(list, sp.sample(of, field{}, depth+1))
		}
		return list
	}
	switch kind {
	case "Integer":
		return max(1, f.limit.min)
	case "Float":
		return float64(max(1, f.limit.min)) + 0.5
	case "Boolean":
		return true
	case "String":
		if f.must != "" {
			return f.must
		}
		return strings.Repeat("a", max(1, f.limit.min))
	}
	t := sp.Types[kind]
	if len(t.Subtypes) > 0 {
		return sp.sample(t.Subtypes[0], field{}, depth+1)
	}
	object := map[string]any{}
	for _, of := range t.Fields {
		if of.Required && depth < 10 {
			object[of.Name] = sp.sample(of.Types[0], of, depth+1)
		}
	}
	if kind == "InlineKeyboardButton" {
		object["callback_data"] = "a"
	}
	return object
}

package telegram_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"github.com/google/go-cmp/cmp"

	"dombot/bot/telegram"
	"dombot/internal/simulator"
)

// theAPI is read once for all tests.
var theAPI = sync.OnceValues(simulator.ReadAPI)

// town is a simulated Telegram with one person who has written to the bot.
func town(t *testing.T) (*simulator.Server, *simulator.Person, *telegram.Client) {
	t.Helper()
	api, err := theAPI()
	if err != nil {
		t.Fatal(err)
	}
	s, err := simulator.New(simulator.Options{API: api})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if bad := s.Failures(); len(bad) > 0 {
			t.Errorf("calls that Telegram would not take: %v", bad)
		}
	})
	c := client(t, telegram.Options{Token: s.Token(), Base: simulator.InProcessURL, HTTP: s.Client()})
	anna := s.Person("Анна", simulator.AlreadyStarted())
	return s, anna, c
}

// view is what Анна sees.
func view(t *testing.T, s *simulator.Server, p *simulator.Person) simulator.Chat {
	t.Helper()
	var chat simulator.Chat
	err := s.Wait(t.Context(), func(st simulator.State) bool {
		chat = st.Chat(p.ID)
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return chat
}

func TestAMessageIsSentEditedAndStripped(t *testing.T) {
	t.Parallel()
	s, anna, c := town(t)
	rows := [][]telegram.Button{{{Label: "Да", Data: "1.x"}, {Label: "Сайт", URL: "https://example.org/a"}}}

	id, err := c.SendMessage(t.Context(), telegram.Message{Chat: anna.ID, Text: "<b>Дом</b> &lt;12&gt;", Buttons: rows})
	if err != nil {
		t.Fatal(err)
	}
	if m, ok := view(t, s, anna).Last(); !ok || m.Text != "Дом <12>" || m.Buttons[0][0].Data != "1.x" || len(m.Entities) != 1 {
		t.Errorf("sent %+v", m)
	}
	if err := c.EditMessageText(t.Context(), id, telegram.Message{Chat: anna.ID, Text: "<b>", Plain: true, Buttons: rows}); err != nil {
		t.Fatal(err)
	}
	if m, _ := view(t, s, anna).Last(); m.Text != "<b>" || len(m.Buttons) != 1 {
		t.Errorf("edited %+v", m)
	}
	if err := c.EditReplyMarkup(t.Context(), anna.ID, id, nil); err != nil {
		t.Fatal(err)
	}
	if m, _ := view(t, s, anna).Last(); len(m.Buttons) != 0 {
		t.Errorf("stripped %+v", m)
	}
	if err := c.EditReplyMarkup(t.Context(), anna.ID, id, nil); telegram.KindOf(err) != telegram.NotModified {
		t.Errorf("stripped twice: %v", err)
	}
}

func TestKeysStayBelowTheChat(t *testing.T) {
	t.Parallel()
	s, anna, c := town(t)

	_, err := c.SendMessage(t.Context(), telegram.Message{Chat: anna.ID, Text: "x", Keys: [][]string{{"Меню", "Авария"}}})
	if err != nil {
		t.Fatal(err)
	}

	k := view(t, s, anna).Keyboard
	if k == nil || !k.Persistent || !k.Resize || len(k.Rows) != 1 || k.Rows[0][1].Text != "Авария" {
		t.Errorf("keyboard %+v", k)
	}
}

func TestAPressIsAnsweredOnceInTime(t *testing.T) {
	t.Parallel()
	s, anna, c := town(t)
	id, err := c.SendMessage(t.Context(), telegram.Message{Chat: anna.ID, Text: "x", Buttons: [][]telegram.Button{{{Label: "Да", Data: "d"}}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := anna.PressOn(int(id), "Да"); err != nil {
		t.Fatal(err)
	}
	batch, err := c.GetUpdates(t.Context(), telegram.Poll{Limit: 1, Allowed: []string{"callback_query"}})
	if err != nil || len(batch) != 1 {
		t.Fatalf("%d updates, %v", len(batch), err)
	}
	var u tgbotapi.Update
	if err := json.Unmarshal(batch[0], &u); err != nil {
		t.Fatal(err)
	}

	if err := c.AnswerCallback(t.Context(), u.CallbackQuery.ID, "Готово"); err != nil {
		t.Fatal(err)
	}

	if err := c.AnswerCallback(t.Context(), "12345", ""); telegram.KindOf(err) != telegram.TooOld {
		t.Errorf("answer to an unknown press: %v", err)
	}
	if toasts := view(t, s, anna).Toasts; len(toasts) != 1 || toasts[0].Text != "Готово" {
		t.Errorf("toasts %v", toasts)
	}
}

func TestTheBotSaysWhatItIs(t *testing.T) {
	t.Parallel()
	s, anna, c := town(t)
	me, err := c.GetMe(t.Context())
	if err != nil || !me.IsBot || me.UserName == "" {
		t.Errorf("GetMe = %v, %v", me, err)
	}
	s.UseWebhook("https://example.org/hook")
	if _, err := c.GetUpdates(t.Context(), telegram.Poll{}); telegram.KindOf(err) != telegram.Conflict {
		t.Errorf("poll beside a webhook: %v", err)
	}
	commands := []tgbotapi.BotCommand{{Command: "menu", Description: "Личный кабинет"}}
	for name, err := range map[string]error{
		"commands":    c.SetCommands(t.Context(), "", commands),
		"in groups":   c.SetCommands(t.Context(), telegram.GroupScope, commands),
		"about":       c.SetDescription(t.Context(), "О боте"),
		"short":       c.SetShortDescription(t.Context(), "Бот"),
		"webhook":     c.DeleteWebhook(t.Context()),
		"chat action": c.SendChatAction(t.Context(), anna.ID, "typing"),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := view(t, s, anna).Typing; n != 1 {
		t.Errorf("typing shown %d times", n)
	}
}

func TestFilesGoBothWays(t *testing.T) {
	t.Parallel()
	s, anna, c := town(t)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}

	sent, err := c.SendDocument(t.Context(), telegram.Upload{
		Chat: anna.ID, Name: "счёт.pdf", Data: strings.NewReader("%PDF"), Caption: "<b>Счёт</b>",
		Buttons: [][]telegram.Button{{{Label: "Да", Data: "d"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	again, err := c.SendDocument(t.Context(), telegram.Upload{Chat: anna.ID, ID: sent.ID})
	if err != nil || again.Message == sent.Message {
		t.Errorf("sent again as %v, %v", again, err)
	}
	photo, err := c.SendPhoto(t.Context(), telegram.Upload{Chat: anna.ID, Name: "meter.png", Data: &picture})
	if err != nil || photo.ID == "" {
		t.Errorf("photo %v, %v", photo, err)
	}
	f, err := c.GetFile(t.Context(), sent.ID)
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	n, err := c.Download(t.Context(), f, &got)
	if diff := cmp.Diff("%PDF", got.String()); diff != "" || n != 4 || err != nil {
		t.Errorf("downloaded %d bytes, %v (-want +got):\n%s", n, err, diff)
	}
	m, ok := view(t, s, anna).Message(int(sent.Message))
	if !ok || m.Document.Name != "счёт.pdf" || m.Text != "Счёт" {
		t.Errorf("document %+v", m)
	}
}

func TestADownloadThatIsTooLargeOrMissingIsRefused(t *testing.T) {
	t.Parallel()
	large := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "gone") {
			http.NotFound(w, r)
			return
		}
		for range telegram.MaxDownload>>20 + 1 {
			_, _ = w.Write(make([]byte, 1<<20))
		}
	}))
	t.Cleanup(large.Close)
	c := client(t, telegram.Options{Base: large.URL})

	n, err := c.Download(t.Context(), tgbotapi.File{FilePath: "a/large"}, io.Discard)
	if telegram.KindOf(err) != telegram.Refused || n > telegram.MaxDownload+1 {
		t.Errorf("large: %d bytes, %v", n, err)
	}
	if _, err := c.Download(t.Context(), tgbotapi.File{FilePath: "a/gone"}, io.Discard); err == nil {
		t.Error("a missing file was downloaded")
	}
}

func TestADroppedUploadLeavesNothingRunning(t *testing.T) {
	t.Parallel()
	s, anna, c := town(t)
	s.Inject(simulator.Fault{Kind: simulator.DropBefore, Method: "sendDocument"})
	_, err := c.SendDocument(t.Context(), telegram.Upload{
		Chat: anna.ID, Name: "a", Data: io.LimitReader(strings.NewReader(strings.Repeat("x", 1<<20)), 1<<20),
	})
	if telegram.KindOf(err) != telegram.Network {
		t.Errorf("got %v", err)
	}
}

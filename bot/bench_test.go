package bot

import (
	"encoding/json"
	"strings"
	"testing"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"dombot/internal/texts"
)

// BenchmarkMarkup renders a page of readings, as it is sent.
func BenchmarkMarkup(b *testing.B) {
	line := texts.Text("*Холодная вода*, кухня: было 123,456 м³ (22 октября) → стало `125,300` м³ (+1,844)\n")
	page := texts.Text(strings.Repeat(string(line), 8))
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if markup(page, "", false) == "" {
			b.Fatal("nothing is shown")
		}
	}
}

// BenchmarkDecodeUpdate reads a press as Telegram sends it.
func BenchmarkDecodeUpdate(b *testing.B) {
	raw := []byte(`{"update_id":5,"callback_query":{"id":"4382bfdwdsb323b2d9","from":{"id":7,"is_bot":false,` +
		`"first_name":"Анна","language_code":"ru"},"message":{"message_id":1,"date":1795600000,"chat":{"id":7,` +
		`"first_name":"Анна","type":"private"},"text":"` + strings.Repeat("Холодная вода, кухня. ", 40) +
		`","reply_markup":{"inline_keyboard":[[{"text":"Сохранить","callback_data":"1.x.z.0"}]]}},` +
		`"chat_instance":"-3","data":"1.x.z.0"}}`)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		var u tgbotapi.Update
		if err := json.Unmarshal(raw, &u); err != nil || u.CallbackQuery == nil {
			b.Fatal("the press cannot be read")
		}
	}
}

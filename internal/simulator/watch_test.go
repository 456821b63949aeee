package simulator

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAWatcherSeesWhatTheBotShowsInOrder(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.sent("text", "before anybody looked")
	var seen []string
	b.anna.Watch(func(s Sight) {
		if s.Message.ID == 0 {
			seen = append(seen, "toast "+s.Toast.Text)
			return
		}
		seen = append(seen, fmt.Sprintf("%s %q", s.Message.Text, s.Message.Labels()))
	})

	b.anna.Send("her own words")
	id := b.sent("text", "question", "reply_markup", twoButtons)
	if err := b.anna.Press("Да"); err != nil {
		t.Fatal(err)
	}
	b.must(b.do("answerCallbackQuery", "callback_query_id", b.poll()[1].Query.ID, "text", "Готово"))
	b.must(b.tell("editMessageText", "message_id", itoa(id), "text", "answer"))

	if diff := cmp.Diff([]string{`question ["Да" "Нет"]`, "toast Готово", "answer []"}, seen); diff != "" {
		t.Error(diff)
	}
}

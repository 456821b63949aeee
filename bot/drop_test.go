package bot_test

import (
	"context"
	"testing"

	"dombot/dialogs"
	"dombot/internal/simulator"
)

func TestAMessageThatMustNotStayIsDeletedOrHoldsNothingUp(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		w.dialog.answer = func(ctx context.Context, ev dialogs.Event) (dialogs.Reply, error) {
			r, err := window(ctx, ev)
			r.Drop = ev.Sent
			return r, err
		}
		anna := w.Person("Анна")
		r := w.start()
		paper := anna.SendDocument("charges.xlsx", []byte("PK"))
		w.idle()
		if m, there := w.view(anna).Message(paper); there {
			t.Errorf("still in the chat: %+v", m)
		}
		if n := len(w.view(anna).Messages); n != 1 {
			t.Errorf("the chat holds %d messages, want the answer alone", n)
		}
		w.Inject(simulator.Fault{Kind: simulator.Refused, Method: "deleteMessage", Text: "Bad Request: message can't be deleted"})
		anna.SendDocument("again.xlsx", []byte("PK"))
		w.idle()
		r.end()
		if n := len(w.view(anna).Messages); n != 3 {
			t.Errorf("the chat holds %d messages, want the file and both answers", n)
		}
	})
}

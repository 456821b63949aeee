package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/bot/telegram"
	"dombot/internal/housing"
)

// fed is a bot that gets these updates, once.
func (w *town) fed(bodies ...string) {
	var batch []json.RawMessage
	for i, body := range bodies {
		batch = append(batch, json.RawMessage(fmt.Sprintf(`{"update_id":%d,%s}`, 700_000_000+i, body)))
	}
	w.api = outside{Client: w.client(), updates: func(p telegram.Poll) ([]json.RawMessage, error) {
		if p.Offset > 0 {
			return nil, nil
		}
		return batch, nil
	}}
}

func TestChangesOfChatsAreNoted(t *testing.T) {
	t.Parallel()
	const (
		from   = `"from":{"id":5,"first_name":"А"},"date":1`
		status = `"my_chat_member":{"chat":{"id":%d,"type":%q},` + from +
			`,"old_chat_member":{"status":"left"},"new_chat_member":{"status":%q%s}}`
	)
	inTown(t, func(w *town) {
		w.fed(
			fmt.Sprintf(status, 5, "private", "kicked", ""),
			fmt.Sprintf(status, 5, "private", "member", ""),
			fmt.Sprintf(status, -10, "group", "left", ""),
			fmt.Sprintf(status, -10, "group", "kicked", ""),
			fmt.Sprintf(status, -10, "group", "administrator", ""),
			fmt.Sprintf(status, -10, "group", "restricted", `,"is_member":true`),
			`"message":{"message_id":1,`+from+`,"chat":{"id":-10,"type":"group"},"migrate_to_chat_id":-1001}`,
			`"message":{"message_id":1,"date":1,"chat":{"id":-1001,"type":"supergroup"},"migrate_from_chat_id":-10}`,
		)
		r := w.start()
		time.Sleep(time.Minute)
		r.end()
		want := map[string]int{
			"5 false": 1, "5 true": 1, "-10 false": 2, "-10 true": 2, "-10 is -1001": 2,
		}
		got := map[string]int{}
		for _, note := range w.chats.all() {
			got[note]++
		}
		if diff := cmp.Diff(want, got); diff != "" {
			w.t.Errorf("notes (-want +got):\n%s", diff)
		}
	})
}

func TestANoticeFollowsItsGroup(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		t := w.t
		var to []int64
		w.api = outside{Client: w.client(), message: func(m telegram.Message) error {
			to = append(to, m.Chat)
			if m.Chat == -10 {
				return &telegram.Error{Kind: telegram.Migrated, Code: 400, To: -1001}
			}
			return &telegram.Error{Kind: telegram.Unreachable, Code: 403}
		}}
		r := w.start()
		time.Sleep(time.Second)
		is, err := w.latest.Send(context.Background(), housing.Mailbox{Bot: 100_000_001, Chat: -10}, screen("Отключение"))
		r.end()
		if is.Again != 0 || !is.Unreachable || telegram.KindOf(err) != telegram.Unreachable {
			t.Errorf("Send = %v, %v", is, err)
		}
		if diff := cmp.Diff([]int64{-10, -1001}, to); diff != "" {
			t.Errorf("sent to (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"-10 is -1001", "-1001 false"}, w.chats.all()); diff != "" {
			t.Errorf("notes (-want +got):\n%s", diff)
		}
	})
}

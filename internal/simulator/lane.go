package simulator

import (
	"cmp"
	"encoding/json"
	"strconv"
)

// laneOf names the queue in which a webhook gets an update. The updates of a lane come one after the other,
// lanes do not wait for each other: a tap goes by who tapped and may overtake the text before it, which goes
// by chat.
func laneOf(u update) string {
	var body map[string]json.RawMessage
	if json.Unmarshal(u.body, &body) != nil {
		return ownLane(u)
	}
	var about struct {
		ID     string `json:"id"`
		PollID string `json:"poll_id"`
		Chat   id     `json:"chat"`
		From   id     `json:"from"`
		User   id     `json:"user"`
		New    struct {
			User id `json:"user"`
		} `json:"new_chat_member"`
	}
	_ = json.Unmarshal(body[u.kind], &about) // what is missing or of another type is left out
	switch u.kind {
	case "message", "edited_message", "channel_post", "edited_channel_post":
		return lane("chat", about.Chat.ID)
	case "callback_query", "inline_query", "chosen_inline_result":
		return lane(u.kind, about.From.ID)
	case "shipping_query", "pre_checkout_query":
		return lane("checkout", about.From.ID)
	case "poll", "poll_answer":
		return "poll " + cmp.Or(about.PollID, about.ID)
	case "chat_member", "chat_join_request":
		return lane("member", cmp.Or(about.New.User.ID, about.From.ID))
	case "my_chat_member":
		return lane(u.kind, about.Chat.ID)
	case "message_reaction", "message_reaction_count":
		return lane("reaction", about.Chat.ID)
	}
	return ownLane(u)
}

type id struct {
	ID int64 `json:"id"`
}

func lane(kind string, id int64) string { return kind + " " + strconv.FormatInt(id, 10) }

// ownLane lets an update wait for no other.
func ownLane(u update) string { return "update " + strconv.Itoa(u.id) }

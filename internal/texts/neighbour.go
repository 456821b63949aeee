package texts

import "dombot/internal/forum"

// Neighbour is how neighbours see who wrote in the forum: «кв. 45», a pseudonym, somebody in the chat of
// the house.
func Neighbour(label func(key string, args ...any) string, a forum.Author) string {
	switch {
	case a.Name != "":
		return a.Name
	case a.Flat != "":
		return label("forum.flat", "Flat", a.Flat)
	case a.Chat:
		return label("forum.from_chat")
	}
	return label("forum.gone_author")
}

// ForumReasonKey is the key of why a message is complained of, held or hidden.
func ForumReasonKey(r forum.Reason) string {
	switch r {
	case forum.Insult:
		return "forum.reason_insult"
	case forum.Advert:
		return "forum.reason_advert"
	case forum.Personal:
		return "forum.reason_personal"
	case forum.Words:
	}
	return "forum.reason_words"
}

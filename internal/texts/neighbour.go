package texts

import "dombot/internal/forum"

// Neighbour is how neighbours see who wrote in the forum: «кв. 45», a pseudonym, somebody in the chat of the house.
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

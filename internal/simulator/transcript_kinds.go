package simulator

import "fmt"

// marks are the words before a message that say how it came.
func (m *Message) marks() []string {
	var marks []string
	if m.Forwarded != nil {
		marks = append(marks, "(переслано от: "+m.Forwarded.Name+")")
	}
	if m.AlbumID != "" {
		marks = append(marks, "(альбом)")
	}
	return marks
}

// kindWords names what the message holds besides its text; empty for a mere text.
func (m *Message) kindWords() string {
	switch f := m.file(); {
	case f != nil:
		return "(" + f.words() + ")"
	case m.Contact != nil:
		return "(контакт " + m.Contact.Phone + ")"
	case m.Venue != nil:
		return fmt.Sprintf("(место %s, %s)", m.Venue.Title, m.Venue.Address)
	case m.Location != nil:
		return fmt.Sprintf("(точка на карте %.4f, %.4f)", m.Location.Latitude, m.Location.Longitude)
	case m.Poll != nil:
		return m.Poll.words()
	case m.Invoice != nil:
		return fmt.Sprintf("(счёт на %s) %s\n  %s",
			m.Invoice.money(m.Invoice.Amount), m.Invoice.Title, indent(m.Invoice.Description))
	case m.Paid != nil:
		return "(оплачено " + m.Paid.words() + ")"
	case m.Refunded != nil:
		return "(возвращено " + m.Refunded.words() + ")"
	case m.Dice != nil:
		return fmt.Sprintf("(кубик %s: %d)", m.Dice.Emoji, m.Dice.Value)
	}
	return ""
}

// words names a file.
func (f *File) words() string {
	switch f.kind {
	case "photo":
		return "фото"
	case "voice":
		return "голосовое сообщение"
	case "video":
		return "видео"
	case "video_note":
		return "видеосообщение"
	case "animation":
		return "анимация"
	case "audio":
		return "аудио " + firstOf(f.Title, f.Name)
	case "sticker":
		return "стикер " + f.Emoji
	}
	return "файл " + f.Name
}

func firstOf(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}

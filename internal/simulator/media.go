package simulator

import (
	"context"
	"fmt"
	"path"
	"strings"
)

// wireMedia is a file with what only some kinds of it have.
type wireMedia struct {
	wireFile
	Performer string `json:"performer,omitempty"`
	Title     string `json:"title,omitempty"`
	Length    int    `json:"length,omitempty"` // the diameter of a video note
	Type      string `json:"type,omitempty"`   // of a sticker
	Emoji     string `json:"emoji,omitempty"`
	Animated  *bool  `json:"is_animated,omitempty"`
	Video     *bool  `json:"is_video,omitempty"`
}

// slot is where a message keeps a file of a kind.
func (m *Message) slot(kind string) **File {
	switch kind {
	case "photo":
		return &m.Photo
	case "voice":
		return &m.Voice
	case "video":
		return &m.Video
	case "audio":
		return &m.Audio
	case "animation":
		return &m.Animation
	case "video_note":
		return &m.VideoNote
	case "sticker":
		return &m.Sticker
	}
	return &m.Document
}

func fileKinds() []string {
	return []string{
		"photo", "document", "voice", "video", "audio", "animation", "video_note", "sticker",
	}
}

// inputKinds are the kinds of files that can be edited into a message.
func inputKinds() []string { return []string{"photo", "document", "video", "audio", "animation"} }

// file is the file of the message; nil if it has none.
func (m *Message) file() *File {
	for _, kind := range fileKinds() {
		if f := *m.slot(kind); f != nil {
			return f
		}
	}
	return nil
}

// setFile replaces the file of the message.
func (m *Message) setFile(f *File) {
	for _, kind := range fileKinds() {
		*m.slot(kind) = nil
	}
	if f != nil {
		*m.slot(f.kind) = f
	}
}

func (m *Message) hasFile() bool { return m.file() != nil }

// captioned tells whether the message has a caption or may be given one.
func (m *Message) captioned() bool {
	return m.hasFile() && m.VideoNote == nil && m.Sticker == nil
}

// isText tells whether the message is nothing but its text.
func (m *Message) isText() bool { return m.Text != "" && !m.hasFile() }

// formal is what Telegram calls a kind of files in its refusals.
func formal(kind string) string {
	switch kind {
	case "voice":
		return "VoiceNote"
	case "video_note":
		return "VideoNote"
	}
	return strings.ToUpper(kind[:1]) + kind[1:]
}

// complete adds what a file of a kind always has.
func (f *File) complete() {
	switch f.kind {
	case "video", "animation":
		f.Width, f.Height = orElse(f.Width, 640), orElse(f.Height, 360)
	case "video_note":
		f.Width = orElse(f.Width, 384)
		f.Height = f.Width
	case "sticker":
		f.Width, f.Height = 512, 512
	case "voice", "audio":
	default:
		return
	}
	if f.kind != "sticker" {
		f.Duration = orElse(f.Duration, mediaSeconds)
	}
}

func orElse(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}

// wireMedia is the file in the form of its kind; nil for nil.
func (f *File) wireMedia() *wireMedia {
	if f == nil {
		return nil
	}
	w := &wireMedia{wireFile: *f.wire(), Performer: f.Performer, Title: f.Title}
	switch f.kind {
	case "video_note":
		w.Length, w.Width, w.Height, w.Name, w.MIME = f.Width, 0, 0, "", ""
	case "sticker":
		ext := path.Ext(f.Path)
		animated, video := ext == ".tgs", ext == ".webm"
		w.Type, w.Emoji, w.Animated, w.Video, w.Name, w.MIME = "regular", f.Emoji, &animated, &video, "", ""
	}
	return w
}

// sendFile serves the methods that send one file.
func (s *Server) sendFile(kind string) handler {
	return func(_ context.Context, c *call) (any, error) {
		text, entities, err := words(c, "caption", "caption_entities")
		if err != nil {
			return nil, err
		}
		if err := s.mayWrite(c); err != nil {
			return nil, err
		}
		f, err := s.take(c, source{param: kind, value: c.text(kind), about: File{
			kind: kind, Duration: c.integer("duration"), Height: c.integer("height"),
			Width: max(c.integer("width"), c.integer("length")),
			Title: c.text("title"), Performer: c.text("performer"), Emoji: c.text("emoji"),
		}})
		if err != nil {
			return nil, err
		}
		m := &Message{Text: text, Entities: entities}
		m.setFile(f)
		return s.send(c, m)
	}
}

// inputMedia is a file with its caption, as in an album or an edit.
type inputMedia struct {
	Type      string   `json:"type"`
	Media     string   `json:"media"`
	Caption   string   `json:"caption"`
	Mode      string   `json:"parse_mode"`
	Entities  []Entity `json:"caption_entities"`
	Width     int      `json:"width"`
	Height    int      `json:"height"`
	Duration  int      `json:"duration"`
	Title     string   `json:"title"`
	Performer string   `json:"performer"`

	CaptionAbove bool `json:"show_caption_above_media"`
}

// inputMessage makes a message of what the bot sends. The caption is read before the file is kept.
func (s *Server) inputMessage(c *call, in inputMedia) (*Message, error) {
	m := &Message{}
	if err := in.caption(m); err != nil {
		return nil, err
	}
	f, err := s.take(c, source{value: in.Media, about: File{
		kind: in.Type, Width: in.Width, Height: in.Height, Duration: in.Duration,
		Title: in.Title, Performer: in.Performer,
	}})
	if err != nil {
		return nil, err
	}
	m.setFile(f)
	return m, nil
}

// caption puts the caption into m.
func (in inputMedia) caption(m *Message) error {
	text, entities, err := parseMarkup(in.Caption, in.Mode)
	if err != nil {
		return err
	}
	if err := (limit{max: maxCaption}).checkLength("caption", text); err != nil {
		return err
	}
	if in.Mode == "" {
		entities = within(in.Entities, utf16Length(text))
	}
	m.Text, m.Entities = text, entities
	return nil
}

// SendVideo sends a short film.
func (st *Seat) SendVideo(caption string) int {
	return st.sendMedia(File{Name: "video.mp4", MIME: "video/mp4", kind: "video"}, caption)
}

// SendVideoNote sends a round film of the camera.
func (st *Seat) SendVideoNote() int {
	return st.sendMedia(File{Name: "note.mp4", MIME: "video/mp4", kind: "video_note"}, "")
}

// SendAudio sends a piece of music.
func (st *Seat) SendAudio(title string) int {
	return st.sendMedia(File{Name: title + ".mp3", MIME: "audio/mpeg", kind: "audio", Title: title}, "")
}

// SendAnimation sends a film without sound.
func (st *Seat) SendAnimation() int {
	return st.sendMedia(File{Name: "animation.mp4", MIME: "video/mp4", kind: "animation"}, "")
}

// SendSticker sends a picture that stands for an emoji.
func (st *Seat) SendSticker(emoji string) int {
	return st.sendMedia(File{Name: "sticker.webp", MIME: "image/webp", kind: "sticker", Emoji: emoji}, "")
}

// sendMedia sends a file whose content does not matter.
func (st *Seat) sendMedia(f File, caption string) int {
	m := &Message{Text: caption}
	m.setFile(st.srv.keepFrom(f, fmt.Appendf(nil, "simulated %s", f.kind)))
	return st.post(m)
}

package simulator

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// AlbumItem is a file that is sent together with others; make it with AlbumPhoto and its like.
type AlbumItem struct {
	name    string
	data    []byte
	kind    string
	caption string
}

// AlbumPhoto is a picture of an album.
func AlbumPhoto(data []byte, caption string) AlbumItem {
	return AlbumItem{name: "photo.jpg", data: data, kind: "photo", caption: caption}
}

// AlbumVideo is a film of an album.
func AlbumVideo(caption string) AlbumItem {
	return AlbumItem{name: "video.mp4", data: []byte("simulated video"), kind: "video", caption: caption}
}

// AlbumDocument is a file of an album.
func AlbumDocument(name string, data []byte, caption string) AlbumItem {
	return AlbumItem{name: name, data: data, kind: "document", caption: caption}
}

// SendAlbum sends files together: the bot gets a message for each, all with the same media_group_id. It
// returns their numbers, none for somebody who may not write. Pictures that are none go as documents, as in
// an app.
func (st *Seat) SendAlbum(items ...AlbumItem) []int {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	album := st.srv.newID("1389")
	list := make([]*Message, 0, len(items))
	for _, item := range items {
		u := upload{name: item.name, data: item.data}
		f, err := describe(u, File{kind: item.kind})
		if err != nil {
			f = File{Name: item.name, MIME: mimeOf(u), kind: "document"}
		}
		m := &Message{Text: item.caption, AlbumID: album}
		m.setFile(st.srv.files.put(f, item.data))
		list = append(list, m)
	}
	if !st.mayPost(list...) {
		return nil
	}
	numbers := make([]int, 0, len(items))
	for _, m := range list {
		numbers = append(numbers, st.say(m))
	}
	return numbers
}

// newID makes an id that looks random but is the same in every run. s.mu is held.
func (s *Server) newID(prefix string) string {
	s.lastID++
	return fmt.Sprintf("%s%013d", prefix, s.lastID)
}

// sendMediaGroup sends all files or none.
func (s *Server) sendMediaGroup(_ context.Context, c *call) (any, error) {
	var media []inputMedia
	if err := c.object("media", &media); err != nil {
		return nil, err
	}
	if err := checkAlbum(media); err != nil {
		return nil, err
	}
	if err := s.mayWrite(c); err != nil {
		return nil, err
	}
	s.mu.Lock()
	album := s.newID("1389")
	s.mu.Unlock()
	list := make([]*Message, 0, len(media))
	for i, in := range media {
		m, err := s.inputMessage(c, in)
		if err != nil {
			return nil, albumRefusal(i, err)
		}
		m.AlbumID = album
		list = append(list, m)
	}
	return s.sendAll(c, list, markup{})
}

// checkAlbum refuses files that cannot be sent together.
func checkAlbum(media []inputMedia) error {
	for _, in := range media {
		switch in.Type {
		case "animation":
			return badCall(`can't parse InputMedia: type "animation" can't be used in sendMediaGroup`)
		case "live_photo":
			return badCall("media of type %q is not simulated", in.Type)
		}
	}
	for _, in := range media {
		uniform := in.Type == "document" || in.Type == "audio"
		for _, other := range media {
			switch {
			case uniform && other.Type != in.Type:
				return badCall("%s can't be mixed with other media types", in.Type)
			case other.CaptionAbove != in.CaptionAbove:
				return badCall("parameter show_caption_above_media must be the same for all messages")
			}
		}
	}
	return nil
}

// albumRefusal says which file of an album Telegram's core has refused; its words are in capitals.
func albumRefusal(i int, err error) error {
	r := new(refusal)
	if !errors.As(err, &r) {
		return err
	}
	words := strings.TrimPrefix(r.text, "Bad Request: ")
	if words != strings.ToUpper(words) {
		return err
	}
	return badCall("failed to send message #%d with the error message %q", i+1, words)
}

package bot

import (
	"sync"

	"dombot/dialogs"
)

// shelfSize is how many files the numbers of are kept.
const shelfSize = 2000

// shelf knows under which number Telegram has a file that was sent, so that it is uploaded once. The
// numbers are worth nothing to another bot, and are not stored: to upload once more costs little. The zero
// value is empty.
type shelf struct {
	mu  sync.Mutex
	ids map[string]string
}

// id is the number of a file; empty: it was not sent.
func (s *shelf) id(a dialogs.Attachment) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ids[a.Key]
}

// keep learns the number of a file that has a key.
func (s *shelf) keep(a dialogs.Attachment, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case a.Key == "" || id == "":
		return
	case s.ids == nil, len(s.ids) >= shelfSize:
		s.ids = map[string]string{}
	}
	s.ids[a.Key] = id
}

// forget drops the numbers of files; false: there were none.
func (s *shelf) forget(all ...dialogs.Attachment) (known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range all {
		_, there := s.ids[a.Key]
		known = known || there
		delete(s.ids, a.Key)
	}
	return known
}

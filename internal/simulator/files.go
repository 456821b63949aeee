package simulator

import (
	"bytes"
	"context"
	"fmt"
	"image"
	_ "image/gif"  // photos may be GIF
	_ "image/jpeg" // photos are mostly JPEG
	_ "image/png"  // or PNG
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

const (
	maxCabinet   = 256 << 20 // bytes of files kept; the oldest go first
	maxCaption   = 1024      // characters
	maxSides     = 10_000
	maxRatio     = 20
	thumbSide    = 320
	mediaSeconds = 3 // of what does not say how long it lasts
)

// File is a file that Telegram keeps.
type File struct {
	ID        string // to send it again or to ask for its content
	UniqueID  string
	Name      string
	MIME      string
	Path      string
	Size      int
	Width     int // of a picture or a film
	Height    int
	Duration  int    // seconds
	Title     string // of an audio
	Performer string
	Emoji     string // of a sticker
	kind      string // one of fileKinds
	thumb     string // the id of the small size of a photo; empty if there is none
}

// cabinet keeps the content of files.
type cabinet struct {
	byID  map[string]*stored
	paths map[string]*stored
	order []*stored
	size  int
	next  int
}

type stored struct {
	file File
	data []byte
}

// put keeps data and drops the oldest files if there is too much.
func (c *cabinet) put(f File, data []byte) *File {
	if c.byID == nil {
		c.byID, c.paths = map[string]*stored{}, map[string]*stored{}
	}
	c.next++
	f.complete()
	f.Size = len(data)
	f.UniqueID = fmt.Sprintf("AQAD%06d", c.next)
	f.ID = fmt.Sprintf("BQACAgI%s%06d", strings.ToUpper(f.kind[:1]), c.next)
	f.Path = fmt.Sprintf("%ss/file_%d%s", f.kind, c.next, strings.ToLower(path.Ext(f.Name)))
	entry := &stored{file: f, data: data}
	if f.kind == "photo" && max(f.Width, f.Height) > thumbSide {
		entry.file.thumb = f.ID + "s"
		c.byID[entry.file.thumb] = entry
	}
	c.byID[f.ID], c.paths[f.Path] = entry, entry
	c.order = append(c.order, entry)
	c.size += len(data)
	for c.size > maxCabinet && len(c.order) > 1 {
		c.drop()
	}
	kept := entry.file
	return &kept
}

func (c *cabinet) drop() {
	oldest := c.order[0]
	c.order = c.order[1:]
	c.size -= len(oldest.data)
	delete(c.byID, oldest.file.ID)
	delete(c.byID, oldest.file.thumb)
	delete(c.paths, oldest.file.Path)
}

func (f *File) wire() *wireFile {
	if f == nil {
		return nil
	}
	w := &wireFile{
		FileID: f.ID, UniqueID: f.UniqueID, Name: f.Name, MIME: f.MIME, Size: f.Size,
		Width: f.Width, Height: f.Height, Duration: f.Duration,
	}
	if f.kind == "voice" {
		w.Name = ""
	}
	return w
}

// sizes lists a photo as Telegram does, the largest last.
func (f *File) sizes() []wireFile {
	full := wireFile{FileID: f.ID, UniqueID: f.UniqueID, Size: f.Size, Width: f.Width, Height: f.Height}
	if f.thumb == "" {
		return []wireFile{full}
	}
	longest := max(f.Width, f.Height)
	small := wireFile{
		FileID: f.thumb, UniqueID: f.UniqueID + "s", Size: f.Size,
		Width: max(1, f.Width*thumbSide/longest), Height: max(1, f.Height*thumbSide/longest),
	}
	return []wireFile{small, full}
}

// source is where a file of a call comes from and what the call says about it.
type source struct {
	param string // the part of the request; empty if value names it
	value string
	about File
}

// take returns the file that a call sends: uploaded with it, or known by its id.
func (s *Server) take(c *call, from source) (*File, error) {
	key, value, kind := from.param, from.value, from.about.kind
	if name, ok := strings.CutPrefix(value, attachPrefix); ok {
		key, value = name, ""
	}
	if u, ok := c.files[key]; ok && value == "" {
		return s.keep(u, from.about)
	}
	if strings.HasPrefix(value, "http://") || strings.HasPrefix(value, "https://") {
		return nil, badCall("failed to get HTTP URL content")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.files.byID[value]
	switch {
	case known == nil:
		return nil, bad("wrong file identifier/HTTP URL specified")
	case known.file.kind != kind:
		return nil, bad(fmt.Sprintf("can't use file of type %s as %s", formal(known.file.kind), formal(kind)))
	}
	f := known.file
	return &f, nil
}

func (s *Server) keep(u upload, about File) (*File, error) {
	f, err := describe(u, about)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.files.put(f, u.data), nil
}

// describe checks the limits of an upload and names it.
func describe(u upload, about File) (File, error) {
	f := about
	f.Name, f.MIME = path.Base(u.name), mimeOf(u)
	switch {
	case len(u.data) == 0:
		return f, badCall("file must be non-empty")
	case len(u.data) > maxUpload:
		return f, errTooLarge()
	case f.kind != "photo":
		return f, nil
	case len(u.data) > maxPhoto:
		return f, badCall("file of size %d bytes is too big for a photo; the maximum size is %d bytes",
			len(u.data), maxPhoto)
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(u.data))
	if err != nil {
		return f, badCall("IMAGE_PROCESS_FAILED")
	}
	f.Width, f.Height = size.Width, size.Height
	long, short := max(size.Width, size.Height), min(size.Width, size.Height)
	if long+short > maxSides || short == 0 || long > maxRatio*short {
		return f, badCall("PHOTO_INVALID_DIMENSIONS")
	}
	return f, nil
}

func mimeOf(u upload) string {
	if kind := mime.TypeByExtension(strings.ToLower(path.Ext(u.name))); kind != "" {
		kind, _, _ = strings.Cut(kind, ";")
		return kind
	}
	kind, _, _ := strings.Cut(http.DetectContentType(u.data), ";")
	return kind
}

func (s *Server) getFile(_ context.Context, c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.files.byID[c.text("file_id")]
	switch {
	case known == nil:
		return nil, bad("invalid file_id")
	case known.file.Size > maxDownload:
		return nil, bad("file is too big")
	}
	f := known.file
	return wireFile{FileID: c.text("file_id"), UniqueID: f.UniqueID, Size: f.Size, Path: f.Path}, nil
}

// serveFile answers /file/bot<token>/<path>.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request, rest string) {
	token, name, _ := strings.Cut(rest, "/")
	if token != s.options.Token {
		refuse(w, unauthorized())
		return
	}
	download := &call{method: &methodSpec{Name: Downloads}}
	fault := s.faultFor(download)
	if fault.before(r.Context(), w, download) {
		if fault.cuts() {
			panic(http.ErrAbortHandler)
		}
		return
	}
	s.mu.Lock()
	known := s.files.paths[name]
	s.mu.Unlock()
	if known == nil || known.file.Size > maxDownload {
		refuse(w, &refusal{code: http.StatusNotFound, text: "Not Found"})
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.Itoa(len(known.data)))
	if fault.after() {
		_, _ = w.Write(known.data[:len(known.data)/2])
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(known.data) // a client that hung up needs no answer
}

// FileData is the content of a file by its id; false if it is not kept.
func (s *Server) FileData(id string) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.files.byID[id]
	if known == nil {
		return nil, false
	}
	return bytes.Clone(known.data), true
}

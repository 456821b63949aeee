package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"os"
	"path"
	"strings"
	"time"

	"dombot/internal/housing"
)

// Bounds of one upload, in the time of the network and of the database.
const (
	receiveTime = 10 * time.Minute
	importTime  = 15 * time.Minute
)

// upload receives a workbook and loads it. The link is used up once a workbook is here whole: a broken
// connection or a wrong file costs nothing.
func (p *pages) upload(w http.ResponseWriter, r *http.Request, hash housing.TokenHash) {
	arrived := p.patience(w)
	seen, err := p.Links.Peek(r.Context(), housing.WebUpload, hash, p.Now())
	if err != nil {
		p.drain(r, err)
		p.fail(w, r, err)
		return
	}
	book, err := p.receive(r, seen.Purpose)
	if book.file != nil {
		defer book.close(r.Context(), p.Log)
	}
	if err != nil {
		p.drain(r, err)
		p.fail(w, r, err)
		return
	}
	arrived()
	// Whoever closes the page does not undo what was sent: the link is used, so the workbook is loaded.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), importTime)
	defer cancel()
	l, err := p.Links.Use(ctx, housing.WebUpload, hash, p.Now())
	if err != nil {
		p.fail(w, r, err)
		return
	}
	report, err := p.Desk.Import(ctx, l, Book{book.name, book.file, book.size, book.partial})
	if err != nil {
		p.fail(w, r, err)
		return
	}
	p.show(w, http.StatusOK, p.told(l, report))
}

// told shows what became of a workbook.
func (p *pages) told(l housing.WebLink, r Report) view {
	v := view{
		Office: l.Organisation.Name, Title: p.Texts.Label("web.loaded", "What", p.what(l.Purpose)),
		Lines: r.Lines, Next: p.Texts.Label("web.back"),
	}
	switch {
	case !r.Saved:
		v.Title, v.Next = p.Texts.Label("web.not_loaded"), p.Texts.Label("web.again")
	case l.Purpose == housing.WebCharges:
		v.Next = p.Texts.Label("web.publish")
	case l.Purpose == housing.WebOutages, l.Purpose == housing.WebPrevention:
		v.Next = p.Texts.Label("web.outages_next")
	case l.Purpose == housing.WebHouses:
		v.Next = p.Texts.Label("web.houses_next")
	}
	if r.Result != "" {
		v.Take = &takeForm{Address: DownloadPath + r.Result, Go: p.Texts.Label("web.result")}
	}
	return v
}

// received is a workbook in a file of ours.
type received struct {
	name    string
	file    *os.File
	size    int64
	partial bool
}

func (b received) close(ctx context.Context, log *slog.Logger) {
	if err := errors.Join(b.file.Close(), os.Remove(b.file.Name())); err != nil {
		log.WarnContext(ctx, "received workbook was not removed", slog.Any("err", err))
	}
}

// maxField is how long a field beside the file may be.
const maxField = 1 << 10

// receive reads the form as it comes and writes the workbook to a file.
func (p *pages) receive(r *http.Request, of housing.WebPurpose) (b received, err error) {
	if r.ContentLength > p.Limit+maxForm {
		return b, refused("web.too_large")
	}
	form, err := r.MultipartReader()
	if err != nil {
		return b, refused("web.no_file")
	}
	for b.file == nil {
		part, err := form.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return b, refused("web.no_file")
		case err != nil:
			return b, broken(err)
		}
		switch part.FormName() {
		case "partial":
			_, err = io.Copy(io.Discard, io.LimitReader(part, maxField))
			b.partial = true
		case "file":
			err = p.keep(&b, part, of)
		}
		if err != nil {
			return b, err
		}
	}
	// The end of the form tells that the workbook came whole.
	if _, err := form.NextPart(); err != nil && !errors.Is(err, io.EOF) {
		return b, broken(err)
	}
	return b, nil
}

// maxForm is what a form may add to the size of its file.
const maxForm = 64 << 10

// keep writes the file of a form to one of ours.
func (p *pages) keep(b *received, part *multipart.Part, of housing.WebPurpose) error {
	b.name = plainName(part.FileName())
	if b.name == "" {
		return refused("web.no_file")
	}
	f, err := os.CreateTemp(p.Dir, "dombot-upload-*")
	if err != nil {
		return fmt.Errorf("make file for upload: %w", err)
	}
	b.file = f
	head := make([]byte, headSize)
	n, err := io.ReadFull(part, head)
	head = head[:n]
	switch {
	case n == 0 && errors.Is(err, io.EOF):
		return refused("web.no_file")
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return broken(err)
	}
	limit, err := p.limitOf(b.name, head, of)
	if err != nil {
		return err
	}
	if _, err := f.Write(head); err != nil {
		return fmt.Errorf("keep upload: %w", err)
	}
	b.size, err = io.Copy(f, io.LimitReader(part, limit-int64(n)+1))
	b.size += int64(n)
	switch {
	case err != nil:
		return broken(err)
	case b.size > limit:
		return refused("web.too_large")
	}
	return nil
}

const (
	zipHead  = "PK\x03\x04" // begins every workbook of Excel
	bom      = "\ufeff"     // begins some of XML
	headSize = 512          // by what a file is known
	maxTable = 8 << 20      // bytes of a table in CSV
)

// limitOf returns how large a file may be by what it begins with: a workbook, a table in CSV where
// such is taken, or XML where an answer is. What is none of them is Refused.
func (p *pages) limitOf(name string, head []byte, of housing.WebPurpose) (int64, error) {
	switch {
	case of == housing.WebReports && !bytes.HasPrefix(bytes.TrimPrefix(head, []byte(bom)), []byte("<")):
		return 0, refused("web.not_xml")
	case of == housing.WebReports:
		return min(p.Limit, maxTable), nil
	case bytes.HasPrefix(head, []byte(zipHead)):
		return p.Limit, nil
	case !takesTables(of):
		return 0, refused("web.not_excel")
	case !strings.EqualFold(path.Ext(name), ".csv"), !looksLikeTable(head):
		return 0, refused("web.not_table")
	}
	return min(p.Limit, maxTable), nil
}

// takesTables reports whether one table says it all. The templates of ГИС ЖКХ have several sheets.
func takesTables(of housing.WebPurpose) bool {
	return of == housing.WebHouses || of == housing.WebOutages || of == housing.WebPrevention
}

// looksLikeTable reports whether a file begins with text that is divided into columns.
func looksLikeTable(head []byte) bool {
	return bytes.ContainsAny(head, ";,\t") && !bytes.ContainsFunc(head, func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r'
	})
}

// plainName is the name of a file without folders, of whatever system they are.
func plainName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if name == "." || name == "/" {
		return ""
	}
	return name
}

// broken is an upload that did not come whole. A full disk of ours is no fault of the sender.
func broken(err error) error {
	if _, ours := errors.AsType[*os.PathError](err); ours {
		return fmt.Errorf("keep upload: %w", err)
	}
	return fmt.Errorf("%w: %w", refused("web.cut_off"), err)
}

// patience bounds how long a request may take to come; what it returns ends that.
func (p *pages) patience(w http.ResponseWriter) func() {
	control := http.NewResponseController(w)
	//nolint:forbidigo // the network takes real time
	_ = control.SetReadDeadline(time.Now().Add(receiveTime)) // a recorder of tests has none
	return func() { _ = control.SetReadDeadline(time.Time{}) }
}

// drain reads on what is refused: a browser shows an answer only after it has sent everything. Nobody but
// who holds a link is listened to.
func (p *pages) drain(r *http.Request, why error) {
	if housing.KindOf(why) != housing.NotFound {
		_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, 4*p.Limit))
	}
}

func refused(text string) error { return &housing.Error{Kind: housing.Refused, Text: text} }

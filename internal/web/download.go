package web

import (
	"mime"
	"net/http"
	"strconv"

	"dombot/internal/housing"
)

// workbook is the type of a file of Excel.
const workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// download uses the link and hands its file out.
func (p *pages) download(w http.ResponseWriter, r *http.Request, hash housing.TokenHash) {
	l, err := p.Links.Use(r.Context(), housing.WebDownload, hash, p.Now())
	if err != nil {
		p.fail(w, r, err)
		return
	}
	f, err := p.Desk.Export(r.Context(), l)
	if err != nil {
		p.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", workbook)
	saved := mime.FormatMediaType("attachment", map[string]string{"filename": f.Name})
	w.Header().Set("Content-Disposition", saved)
	w.Header().Set("Content-Length", strconv.Itoa(len(f.Data)))
	_, _ = w.Write(f.Data) // the reader may have gone
}

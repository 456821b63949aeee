package web

import (
	"mime"
	"net/http"
	"path/filepath"
	"strconv"

	"dombot/internal/housing"
)

// typeOf returns the type of a file; one of Excel unless its name says otherwise.
func typeOf(name string) string {
	switch filepath.Ext(name) {
	case ".csv":
		return "text/csv; charset=utf-8"
	case ".zip":
		return "application/zip"
	}
	return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

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
	w.Header().Set("Content-Type", typeOf(f.Name))
	saved := mime.FormatMediaType("attachment", map[string]string{"filename": f.Name})
	w.Header().Set("Content-Disposition", saved)
	w.Header().Set("Content-Length", strconv.Itoa(len(f.Data)))
	_, _ = w.Write(f.Data) // the reader may have gone
}
